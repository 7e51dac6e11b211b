/** Checked by the compiler alone: the helper. */

import { type AsyncHelper, asyncHelper, coroutine, type Future } from "sideloop";

const load = coroutine(import.meta, "load", async (id: number) => ({ id: await id }));

export async function helpersAreTyped(): Promise<void> {
  const helper: AsyncHelper = asyncHelper;
  const { signal } = new AbortController();
  const future: Future<{ id: number }> = helper.run(load(1), { signal, name: "n" });
  const { id }: { id: number } = helper.runSync(load(1), 5_000);
  const disposed: void = await helper.dispose();
  // @ts-expect-error a function is no coroutine
  helper.run(load);
  // @ts-expect-error the time is a number
  helper.runSync(load(1), "5");
  // @ts-expect-error the value has another type
  const wrong: string = helper.runSync(load(1));
  return void [future, id, disposed, wrong];
}
