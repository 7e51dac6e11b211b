/**
 * A lane: the channel between two threads, through a ring each way and a port for what a ring cannot
 * carry.
 *
 * Order. A message that goes by the port is posted first and then announced in the ring by a mark, so
 * the reader takes it in its place. When a ring is full, its last mark says `untilRelaxed`: from then
 * on everything is in the port, until a message there without content says that the ring is used
 * again. So a full ring neither blocks the sender nor changes the order, and the port has no bound.
 *
 * Where a blocked thread cannot read ports, a message waits for room in the ring instead, in pieces if need be, see
 * `backlog.ts`; the port carries what only structured clone can.
 *
 * Back-pressure. A sender that may wait (no loop) does so while the reader makes progress, before it
 * turns to the port.
 *
 * Loops. An event loop in a message is a number, by which the other side knows it; before it is first sent, the
 * other side is told of it, see `loop_passing.ts`.
 *
 * Where messages of a port can be taken at any time, ports have no listener. It would take messages off the queue on
 * its own time, and a thread that then blocks would wait for a message already taken. In a browser there is no other
 * way: a message that goes by the port arrives when the event loop has turned, see {@linkcode Lane.isLate}.
 *
 * @module
 */

import type { Port, ReceiveMessage } from "../core/port.ts";
import type { TransferList } from "../core/transfer_list.ts";
import { pause, sharesMemory } from "../sync/atomics.ts";
import { now } from "../sync/clock.ts";
import type { Doorbell } from "../sync/doorbell.ts";
import type { Words } from "../sync/atomics.ts";
import { threadInbox } from "../sync/inbox.ts";
import { Ring } from "../sync/ring.ts";
import { Assembly, Backlog } from "./backlog.ts";
import { isThreadSilent, isUrgent, type SendOptions, type ThreadChannel } from "./channel.ts";
import { LoopBook } from "./loop_book.ts";
import { canMeetLoops, type Introduction, readyToMeetLoops } from "./loop_passing.ts";
import {
  checkMessage,
  clear,
  type Cleared,
  type Message,
  type PlacedError,
  refusal,
  restore,
} from "./message_check.ts";
import { Kind } from "./message_kinds.ts";
import { MessageReader } from "./message_reader.ts";
import { MessageWriter } from "./message_writer.ts";
import type { LaneWords } from "./lane_words.ts";

/** How many words a ring has: 256 KB, which the system provides as they are used. */
const CAPACITY = 1 << 16;
/** The most words of a message that goes by ring: 128 KB, so that several fit. */
const LIMIT = CAPACITY / 2 - 2;
/** The same where what is larger goes in pieces: 64 MB. */
const LIMIT_IN_PIECES = 1 << 24;
/** Looks between two looks at the clock. */
const LOOKS = 32;
const NOTHING: TransferList = [];

/** What a lane is made of. */
export interface LaneParts {
  /** The rings. */
  readonly rings: LaneWords;
  /** This side's port. */
  readonly port: Port;
  /** Takes the next message off a port. */
  readonly receive: ReceiveMessage;
  /** Whether a message can be taken as soon as it was sent, and not only when the event loop has turned. */
  readonly receivesAtOnce: boolean;
  /** Whether the thread on the other side may block. */
  readonly peerBlocks: boolean;
  /** The bell of the thread on the other side; `undefined` where there is no thread yet, see {@linkcode Lane.meets}. */
  readonly peer: Doorbell | undefined;
  /** The vitals of the loop of that thread. */
  readonly peerVitals: Words;
  /**
   * How long a sender waits for a reader that makes no progress, in milliseconds; zero for a loop,
   * which must not wait at all.
   */
  readonly patience: number;
}

/** Makes the words of a new lane, as its maker sees them; none where threads share no memory. */
export function laneWords(): LaneWords | undefined {
  if (!sharesMemory) return undefined;
  return { out: Ring.words(CAPACITY), in: Ring.words(CAPACITY) };
}

/** The channel between two threads. */
export class Lane<Out extends Message, In extends Message> implements ThreadChannel<Out, In> {
  readonly #out: Ring;
  readonly #in: Ring;
  readonly #port: Port;
  readonly #receiveMessage: ReceiveMessage;
  readonly #receivesAtOnce: boolean;
  #peer: Doorbell | undefined;
  readonly #peerVitals: Words;
  readonly #patience: number;
  readonly #loops = new LoopBook();
  readonly #writer: MessageWriter;
  readonly #reader = new MessageReader((number) => this.#loops.at(number));
  /** Where the other side blocks, and cannot read a port then: what the ring has no room for. */
  readonly #backlog: Backlog | undefined;
  readonly #assembly = new Assembly();
  /** Whether the other side has more than the ring had room for. */
  #hasMore = false;
  #words = new Int32Array(256);
  /** How many urgent messages have been taken. */
  #urgentTaken = 0;
  /** Whether what is sent now goes by the port alone. */
  #sendsByPort = false;
  /** Where the next message is: in the ring, or in the port, this one alone or until told otherwise. */
  #next: "ring" | "inPort" | "untilRelaxed" = "ring";
  /** Whether what comes must wait until this thread can have loops of others. */
  #isPaused = false;

  /** @param parts What it is made of. */
  constructor(parts: LaneParts) {
    this.#out = new Ring(parts.rings.out);
    this.#in = new Ring(parts.rings.in);
    this.#port = parts.port;
    this.#receiveMessage = parts.receive;
    this.#receivesAtOnce = parts.receivesAtOnce;
    this.#peer = parts.peer;
    this.#peerVitals = parts.peerVitals;
    this.#patience = parts.patience;
    const isInPieces = !parts.receivesAtOnce && parts.peerBlocks;
    this.#backlog = isInPieces ? new Backlog(this.#out) : undefined;
    const limit = isInPieces ? LIMIT_IN_PIECES : LIMIT;
    this.#writer = new MessageWriter(limit, (value) => this.#loops.numberOf(value));
  }

  meets(peer: Doorbell): void {
    this.#peer = peer;
  }

  send(message: Out, options?: SendOptions): void {
    if (isThreadSilent()) return;
    const transfer = options?.transfer ?? NOTHING;
    if (transfer.length > 0 || !this.#sendByRing(message)) this.#sendByPort(message, transfer);
    if (isUrgent(message)) this.#out.urge();
    if (options?.quiet !== true) this.#peer?.ring();
  }

  receive(): In | undefined {
    if (this.#isPaused) return undefined;
    this.#flush();
    const message = this.#receive();
    if (message !== undefined && isUrgent(message)) this.#urgentTaken += 1;
    return message;
  }

  hasUrgent(): boolean {
    return ((this.#in.urgent() - this.#urgentTaken) | 0) > 0;
  }

  whenSent(callback: () => void): void {
    if (this.#backlog === undefined) callback();
    else this.#backlog.whenEmpty(callback);
  }

  #flush(): void {
    if (this.#backlog === undefined || this.#backlog.isEmpty) return;
    this.#backlog.flush();
    this.#peer?.ring();
  }

  /** Both sides look at the same words. */
  tellVitals(): void {
    this.#peer?.ring();
  }

  isLate(): boolean {
    return this.#next !== "ring" && !this.#receivesAtOnce;
  }

  isArriving(): boolean {
    return this.#hasMore || this.#assembly.isOpen || this.isLate();
  }

  close(): void {
    this.#port.close();
  }

  #sendByRing(message: Message): boolean {
    if (this.#sendsByPort && !this.#returnToRing()) return false;
    const writer = this.#writer;
    if (writer.isWriting) return false;
    const isSent = writer.write(message) && this.#push(writer.words, writer.length);
    if (isSent) writer.done();
    else writer.rollback();
    return isSent;
  }

  #push(words: Int32Array, length: number): boolean {
    if (this.#backlog !== undefined) {
      this.#backlog.push(words, length);
      return true;
    }
    return this.#out.push(words, length) || this.#waitForRoom(length) &&
        this.#out.push(words, length);
  }

  /** Waits while the reader makes progress. It may have died: then it makes none. */
  #waitForRoom(length: number): boolean {
    if (this.#patience === 0) return false;
    let progress = this.#out.progress();
    let since = now();
    for (let looks = 1; !this.#out.hasRoom(length); looks++) {
      pause();
      if (looks % LOOKS !== 0) continue;
      const latest = this.#out.progress();
      if (latest !== progress) since = now();
      else if (now() - since > this.#patience) return false;
      progress = latest;
    }
    return true;
  }

  #sendByPort(message: Message, transfer: TransferList): void {
    const cleared = clear(message, checkMessage(message, transfer));
    this.#introduce(cleared);
    try {
      this.#post(this.#wrap(cleared), transfer);
    } catch (error) {
      throw refusal(error, cleared.message, transfer);
    }
  }

  #introduce({ loops: placed }: Cleared<Message>): void {
    const loops = placed.map(([loop]) => loop);
    this.#loops.introduce(loops, this.#peerVitals, (introduction, forgotten) => {
      const { port } = introduction;
      const parts: [number, unknown][] = [
        [Part.introduction, introduction],
        [Part.forgotten, forgotten],
      ];
      this.#post(new Map(parts), [port as unknown as Transferable]);
    });
  }

  /**
   * The message is wrapped in a Map: Deno's ports look through plain objects and arrays, key by
   * key, for other ports, and take 60 ms for a megabyte of bytes.
   */
  #wrap({ message, loops, errors }: Cleared<Message>): Wrapped {
    const wrapped = new Map<number, unknown>([[Part.message, message]]);
    if (errors.length > 0) wrapped.set(Part.errors, errors);
    if (loops.length === 0) return wrapped;
    const numbers = loops.map(([loop, place]) => [place, this.#loops.numberOf(loop)]);
    return wrapped.set(Part.loops, numbers);
  }

  #post(wrapped: Wrapped, transfer: TransferList): void {
    this.#port.postMessage(wrapped, transfer);
    if (this.#sendsByPort) return;
    if (this.#backlog !== undefined) return this.#backlog.push(IN_PORT, 1);
    if (this.#out.push(IN_PORT, 1)) return;
    this.#out.pushMark(Kind.untilRelaxed);
    this.#sendsByPort = true;
  }

  #returnToRing(): boolean {
    if (!this.#out.isRelaxed()) return false;
    this.#port.postMessage(new Map(), NOTHING);
    this.#sendsByPort = false;
    return true;
  }

  #receive(): In | undefined {
    if (this.#next !== "ring") return this.#receiveFromPort();
    const length = this.#in.nextLength();
    return length < 0 ? undefined : this.#receiveFromRing(length);
  }

  #receiveFromRing(length: number): In | undefined {
    if (length > this.#words.length) this.#words = new Int32Array(2 * length);
    this.#in.pop(this.#words, length);
    this.#hasMore = false;
    switch (this.#words[0]) {
      case Kind.inPort:
        this.#next = "inPort";
        return this.#receiveFromPort();
      case Kind.untilRelaxed:
        this.#next = "untilRelaxed";
        return this.#receiveFromPort();
      case Kind.piece:
        return this.#receivePiece(length);
      case Kind.more:
        this.#hasMore = true;
        this.#peer?.ring();
        return this.#receive();
      default:
        return this.#reader.read(this.#words) as In;
    }
  }

  #receivePiece(length: number): In | undefined {
    const words = this.#assembly.add(this.#words, length);
    return words === undefined ? this.#receive() : this.#reader.read(words) as In;
  }

  #receiveFromPort(): In | undefined {
    const received = this.#receiveMessage(this.#port);
    if (received === undefined) return undefined;
    const { message: wrapped } = received;
    if (!isWrapped(wrapped)) return this.#receiveFromPort();
    if (this.#next === "inPort" || wrapped.size === 0) this.#next = "ring";
    return wrapped.has(Part.message) ? this.#unwrap(wrapped) : this.#takeNote(wrapped);
  }

  #unwrap(wrapped: Wrapped): In {
    const message = wrapped.get(Part.message) as In;
    const numbers = wrapped.get(Part.loops) as readonly (readonly [object, number])[] | undefined;
    const errors = wrapped.get(Part.errors) as readonly PlacedError[] | undefined;
    if (numbers === undefined && errors === undefined) return message;
    const loops = numbers?.map(([place, number]) => [place, this.#loops.at(number)] as const);
    return restore(message, loops ?? [], errors);
  }

  /** What is for the lane itself; then comes the next message. */
  #takeNote(wrapped: Wrapped): In | undefined {
    const introduction = wrapped.get(Part.introduction) as Introduction | undefined;
    if (introduction === undefined) return this.#receive();
    const forgotten = wrapped.get(Part.forgotten) as readonly number[];
    if (!canMeetLoops()) return void this.#pause(introduction, forgotten);
    this.#loops.meet(introduction, forgotten);
    return this.#receive();
  }

  /** Code that blocks has the submitting side loaded, so this thread does not block meanwhile. */
  async #pause(introduction: Introduction, forgotten: readonly number[]): Promise<void> {
    this.#isPaused = true;
    await readyToMeetLoops();
    this.#loops.meet(introduction, forgotten);
    this.#isPaused = false;
    threadInbox().bell.ring();
  }
}

/** What else comes through the port is not from the library. */
function isWrapped(value: unknown): value is Wrapped {
  return value instanceof Map;
}

/** What goes through the port. Without any part it says that the ring is used again. */
type Wrapped = ReadonlyMap<number, unknown>;

/** Its parts. */
const Part = {
  message: 0,
  /** Which object in the message stands for the loop of which number. */
  loops: 1,
  introduction: 2,
  /** The numbers of loops that are over. */
  forgotten: 3,
  /** Which object in the message stands for which error. */
  errors: 4,
} as const;

const IN_PORT = Int32Array.of(Kind.inPort);
