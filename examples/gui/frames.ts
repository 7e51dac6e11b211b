/// <reference lib="dom" />

/** How often the figure is renewed, in milliseconds. */
const PERIOD = 500;

/**
 * Counts the frames that the page draws: none are drawn while its thread is busy.
 *
 * @param draw Called for each frame, with the time in milliseconds.
 * @param report Called twice a second, with the number of frames a second.
 */
export function watchFrames(
  draw: (time: number) => void,
  report: (perSecond: number) => void,
): void {
  let since = performance.now();
  let count = 0;
  requestAnimationFrame(function onFrame(time) {
    requestAnimationFrame(onFrame);
    draw(time);
    count += 1;
    if (time - since < PERIOD) return;
    report(Math.round(count * 1_000 / (time - since)));
    since = time;
    count = 0;
  });
}
