import {
  BrokenLoopError,
  CancelledError,
  CannotBlockError,
  CoroutineLoadError,
  DeadlockError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  LoopLimitError,
  LoopNotRunningError,
  newEventLoop,
  SerializationError,
  SideloopError,
  TimeoutError,
  UnknownMethodError,
} from "sideloop";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { test } from "../_harness/test.ts";
import { thrownBy } from "../fixtures/with_loop.ts";

const CLASSES = {
  BrokenLoopError,
  CancelledError,
  CannotBlockError,
  CoroutineLoadError,
  DeadlockError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  LoopLimitError,
  LoopNotRunningError,
  SerializationError,
  TimeoutError,
  UnknownMethodError,
};

for (const [name, errorClass] of Object.entries(CLASSES)) {
  test(`${name}: extends SideloopError, which extends Error`, () => {
    assertInstanceOf(errorClass.prototype, SideloopError);
    assertInstanceOf(errorClass.prototype, Error);
    assertEquals(errorClass.name, name);
  });
}

test("SideloopError: a thrown one has a name, a code and a message without a final period", () => {
  const loop = newEventLoop();
  loop.close();
  const error = thrownBy(() => loop.start());
  assertInstanceOf(error, LoopClosedError);
  assertEquals(error.name, "LoopClosedError");
  assert(typeof error.code === "string" && error.code.length > 0);
  assert(/[^.]$/.test(error.message), error.message);
});
