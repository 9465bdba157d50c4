/** Works side by side; waits for every one before it throws, so that none goes on behind the back of an undo */
export async function together<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(works);
  return results.map(result => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
