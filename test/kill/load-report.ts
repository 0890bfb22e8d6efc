/*
 * The reports of the load process. It only notes what its clients said and were told; whether that is
 * right is for check.ts.
 */

/** A message as it was said. */
export interface Sent {
  readonly by: string;
  /** The sender's device, where it has several that send: the order of each is its own. */
  readonly device?: string | undefined;
  /** `lobby`, or the name of a person. */
  readonly to: string;
  readonly mid: string;
  readonly text: string;
}

/** An acknowledgement as it came. */
export interface Acknowledged {
  readonly by: string;
  readonly mid: string;
  readonly room: string;
  readonly seq: number;
}

/** A message at its place, as a reader was shown it and as the store has it. */
export interface Placed {
  readonly room: string;
  readonly seq: number;
  readonly from: string;
  readonly mid: string;
  readonly text: string;
}

/** One client, there to after the last message. */
export interface DeviceReport {
  readonly name: string;
  readonly device: string;
  /** By room: where it came in. Rooms that are missing, or all, it is due from their beginning. */
  readonly from?: ReadonlyMap<string, number> | undefined;
  /** In the order in which it was shown. */
  readonly seen: readonly Placed[];
}

/** The clients' posts and the messages they were told, each list in the order of time. */
export interface LoadReport {
  readonly sent: readonly Sent[];
  readonly acknowledged: readonly Acknowledged[];
  readonly devices: readonly DeviceReport[];
  /** Events that no client should see, in words: a refusal, a question for a password, an end. */
  readonly troubles: readonly string[];
}

/** How far the load has come. */
export interface Counts {
  /** Messages acknowledged and shown to everybody they are for. */
  readonly delivered: number;
  readonly acknowledged: number;
  /** Acknowledgements that a kill kept back, of messages stored before it; they came from the next server. */
  readonly lostAcknowledgements: number;
}

/** A request to the load process. */
export type ToLoad =
  /** Answered with `counts` as soon as more than `beyond` messages are delivered, or nothing moves. */
  | { readonly type: 'count'; readonly beyond: number }
  /** No more is said; answered with `report` when everything has arrived, or will not. */
  | { readonly type: 'finish' };

/** An answer of the load process. */
export type FromLoad =
  | { readonly type: 'counts'; readonly counts: Counts }
  | { readonly type: 'report'; readonly report: LoadReport };
