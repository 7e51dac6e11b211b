import { test } from "../_harness/test.ts";
import { expectFailure, expectNoFailure } from "./_explorer/expect.ts";

test("Doorbell: no ring is missed by an owner that blocks", async () => {
  await expectNoFailure("bell_blocked", 500);
});

test("Doorbell: no ring is missed by an owner that listens", async () => {
  await expectNoFailure("bell_listening", 100);
});

test("Doorbell: no ring is missed by an owner that listens and blocks", async () => {
  await expectNoFailure("bell_listening_and_blocked", 200);
});

test("Doorbell: no ring of two ringers is missed by an owner that blocks", async () => {
  await expectNoFailure("bell_two_ringers", 300);
});

test("Doorbell: no ring of two ringers is missed by an owner that listens", async () => {
  await expectNoFailure("bell_two_ringers_listening", 1_000);
});

test("Doorbell: a ring is not missed after a timeout, nor the timeout after a ring", async () => {
  await expectNoFailure("bell_against_timeout", 300);
});

test("Inbox.block: no ring is missed by an owner that looks for a while first", async () => {
  await expectNoFailure("bell_watched", 300);
});

test("Inbox.attach: no ring is missed by an owner that stays awake for a while", async () => {
  await expectNoFailure("bell_listening_awake", 100);
});

test("explore: finds a bell that notifies nobody", async () => {
  await expectFailure("bell_without_notify", "deadlock");
});

test("explore: finds a ringer that asks for the owner before its news is in place", async () => {
  await expectFailure("bell_asked_too_soon", "deadlock");
});

test("explore: finds a ringer that notifies without changing the word", async () => {
  await expectFailure("bell_notified_unchanged", "deadlock");
});

test("explore: finds a listener that does not look again after it has parked", async () => {
  await expectFailure("bell_no_last_look", "deadlock");
});
