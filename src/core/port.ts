import type { TransferList } from "./transfer_list.ts";

/** The part of a `MessagePort` that this library uses. Nobody ever listens on one: it is polled. */
export interface Port {
  /** Sends a message; throws where it cannot be cloned. */
  postMessage(message: unknown, transfer: TransferList): void;
  /** Ends the connection on both sides. */
  close(): void;
}

/** Takes the next message that has arrived, without waiting. */
export type ReceiveMessage = (port: Port) => { message: unknown } | undefined;
