/** Up to how many fields an object literal without any is the fastest begin. */
export const NARROW = 15;

/** A constructor of plain objects with room for fields. */
interface WideConstructor {
  new (): object;
}

interface Slots {
  [name: string]: unknown;
}

/**
 * `new Wide()` is `{}`: a plain object, with the prototype of all. Only, V8 reserves as many fields in
 * it as its constructor seems to assign. Without, an object that grows past 16 fields one by one
 * becomes a hash table, and is three times as slow to fill and to read ever after.
 */
export const Wide = plain as unknown as WideConstructor;

plain.prototype = Object.prototype;

function plain(this: Slots, fill?: boolean): void {
  if (fill !== true) return;
  this.a =
    this.b =
    this.c =
    this.d =
    this.e =
    this.f =
    this.g =
    this.h =
      undefined;
  this.i =
    this.j =
    this.k =
    this.l =
    this.m =
    this.n =
    this.o =
    this.p =
      undefined;
  this.q =
    this.r =
    this.s =
    this.t =
    this.u =
    this.v =
    this.w =
    this.x =
      undefined;
}
