/** Takes what comes through a pipe. */
export interface PipeListener {
  /** The payload of one message. */
  message(payload: Uint8Array): void;
  /** Nothing goes in or out any more; once. */
  closed(): void;
}

/** Whole messages in both directions, as a WebSocket carries them, or a port between parts of a browser. */
export interface MessagePipe {
  /** Bytes that were given and have not gone to the network, as far as anybody tells. */
  readonly bufferedBytes: number;
  /** Takes over what comes; once, in the turn in which the pipe was got. */
  listen(listener: PipeListener): void;
  /** Sends the payload of one message; of a closed pipe nobody gets it. */
  send(payload: Uint8Array): void;
  /** Closes it; `closed` follows. */
  close(): void;
}
