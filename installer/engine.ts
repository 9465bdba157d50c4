import { describeError } from "../provisioner/host/failure.ts";
import type { Emit, StepTime } from "./events/event.ts";

/** How a running step speaks */
export interface StepVoice {
  /** A line of a program, or a sentence about what is being done */
  line(text: string): void;
  /** A sentence that stays on every console: the step goes on, but a person should know */
  warn(text: string): void;
  progress(done: number, total: number): void;
}

/** A voice for a part of the work: its progress is that of the whole between two fractions */
export function partOf(voice: StepVoice, from: number, to: number): StepVoice {
  const { progress } = voice;
  return {
    ...voice,
    progress: (done, total) => progress(from + ((to - from) * done) / total, 1),
  };
}

/** One part of the install; what it leaves behind for later steps stands in the context */
export interface Step<Context> {
  name: string;
  title: string;
  /** About how long it takes beside the others, for whoever shows the progress of the whole */
  weight: number;
  /** Right before run: throws when run must not begin. Nothing of this step was done then, so it is not taken back */
  check?(context: Context, voice: StepVoice): Promise<void>;
  run(context: Context, voice: StepVoice): Promise<void>;
  /** Takes back what run did, also when run came only half way */
  undo?(context: Context, voice: StepVoice): Promise<void>;
}

/** What the engine needs besides steps and context */
export interface Engine<Context> {
  emit: Emit;
  /** Monotonic seconds: the clock may be set while a step runs */
  seconds(): number;
  /** Where the steps stand in a longer row; from 1 to the last unless said */
  numbers?: { first: number; total: number };
  /** Called after each step that worked */
  record?(context: Context, time: StepTime): Promise<void>;
}

/** How it went */
export type Outcome = { ok: true; times: StepTime[] } | { ok: false; step: string; error: string };

/** Lines of a failing step that are shown again beside its error */
const lastLines = 12;

/** Runs the steps in order; when one fails, takes back what was done in reverse order */
export async function runSteps<Context>(
  steps: readonly Step<Context>[],
  context: Context,
  engine: Engine<Context>,
): Promise<Outcome> {
  const times: StepTime[] = [];
  const started: Step<Context>[] = [];
  const { first, total } = engine.numbers ?? { first: 1, total: steps.length };
  for (const [index, step] of steps.entries()) {
    engine.emit({ event: "step-started", step: step.name, title: step.title, index: first + index, total });
    const error = await runStep(step, context, engine, { times, started });
    if (error === undefined) continue;
    for (const done of started) await undoStep(done, context, engine);
    return { ok: false, step: step.title, error };
  }
  return { ok: true, times };
}

async function runStep<Context>(
  step: Step<Context>,
  context: Context,
  engine: Engine<Context>,
  { times, started }: { times: StepTime[]; started: Step<Context>[] },
): Promise<string | undefined> {
  const { emit } = engine;
  const begin = engine.seconds();
  const seconds = (): number => Math.round((engine.seconds() - begin) * 10) / 10;
  const said: string[] = [];
  const voice = voiceOf(step, emit, said);
  try {
    await step.check?.(context, voice);
    started.unshift(step);
    await step.run(context, voice);
    const time = { step: step.name, seconds: seconds() };
    times.push(time);
    await engine.record?.(context, time);
    emit({ event: "step-finished", title: step.title, ...time });
    return undefined;
  } catch (error) {
    emit({
      event: "step-failed",
      step: step.name,
      title: step.title,
      seconds: seconds(),
      error: describeError(error),
      lines: said.slice(-lastLines),
    });
    return describeError(error);
  }
}

async function undoStep<Context>(
  step: Step<Context>,
  context: Context,
  { emit }: Engine<Context>,
): Promise<void> {
  if (!step.undo) return;
  const { name, title } = step;
  try {
    await step.undo(context, voiceOf(step, emit, []));
    emit({ event: "step-undone", step: name, title });
  } catch (error) {
    emit({ event: "step-undone", step: name, title, error: describeError(error) });
  }
}

/** A step may report progress a thousand times; each tenth part is told once */
function voiceOf(step: { name: string; title: string }, emit: Emit, said: string[]): StepVoice {
  let told = 0;
  return {
    line: text => {
      if (text.trim() === "") return;
      said.push(text);
      emit({ event: "step-line", step: step.name, line: text });
    },
    warn: text => emit({ event: "notice", text: `${step.title}: ${text}` }),
    progress: (done, total) => {
      const tenth = total > 0 ? Math.floor((done / total) * 10) : 0;
      if (tenth <= told) return;
      told = tenth;
      emit({ event: "step-progress", step: step.name, done, total });
    },
  };
}
