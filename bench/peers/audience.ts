import type { PlannedConnection, Step } from '../measure/plan.ts';
import type { Audience } from '../measure/system.ts';

/** One connection of an audience. */
export interface Member {
  readonly group: number;
  /** Its place among all of the audience. */
  readonly number: number;
  readonly sends: boolean;
  readonly reads: boolean;
}

/** The bytes of a protocol for a member. */
export interface Dialect {
  /** A sender has to be in the group, and hears what is said there; default: it need not. */
  readonly sendersRead?: boolean;
  /** The member's steps to get ready. */
  steps(member: Member): readonly Step[];
  /** Its messages, with the placeholders of a plan. */
  message(member: Member): Buffer;
}

/** The connections of an audience, group by group: senders, readers, talkers. */
export function connectionsOf(audience: Audience, dialect: Dialect): PlannedConnection[] {
  return membersOf(audience, dialect.sendersRead === true).map((member) => ({
    group: member.group,
    sends: member.sends,
    reads: member.reads,
    steps: dialect.steps(member),
    ...(member.sends ? { message: dialect.message(member) } : {}),
  }));
}

function membersOf(audience: Audience, sendersRead: boolean): Member[] {
  const { groups, senders, readers, talkers } = audience;
  const size = senders + readers + talkers;
  return Array.from({ length: groups * size }, (_, number) => {
    const place = number % size;
    const sends = place < senders || place >= senders + readers;
    const reads = place >= senders || sendersRead;
    return { group: Math.floor(number / size), number, sends, reads };
  });
}

/** @throws Error when somebody in the audience reads */
export function assertNoReaders(system: string, audience: Audience): void {
  if (audience.readers === 0 && audience.talkers === 0) return;
  throw new Error(`${system} is measured without readers`);
}
