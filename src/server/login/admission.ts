import type { Account, Session } from '../../chat/tables.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { Grant } from '../../words/grant.ts';

/** The person behind an admission. */
interface Admitted {
  readonly account: Account;
  readonly sessionId: string;
  readonly lastSeen: ServerMessages['welcome']['lastSeen'];
}

/** By a password, perhaps one that was chosen just now. */
interface PasswordAdmission extends Admitted {
  readonly kind: 'password';
  /** For the next time. */
  readonly deviceToken: string;
  /** The server's proof. */
  readonly proof: string;
  /** The account was made by this login. */
  readonly created: boolean;
}

/** By a device's token. */
interface ResumeAdmission extends Admitted {
  readonly kind: 'resume';
  readonly taking: Taking;
  /** For the next time. */
  readonly deviceToken: string;
  /** Hash of `deviceToken`. */
  readonly tokenHash: string;
  /** Up to when the device was told of app tokens that were made. */
  readonly toldAt: number;
  readonly cursors: Cursors;
}

/** By a device's token, beside the device's own connection. */
interface AttachAdmission extends Admitted {
  readonly kind: 'attach';
  readonly taking: Taking;
  /** Hash of the device token that it came with, and goes with. */
  readonly tokenHash: string;
  readonly cursors: Cursors;
}

/** By an app token. */
interface AppTokenAdmission extends Admitted {
  readonly kind: 'app-token';
  readonly taking: Taking;
  readonly grant: Grant;
  readonly cursors: Cursors;
}

/** By the door at the server itself. */
interface LocalAdmission extends Admitted {
  readonly kind: 'local';
  readonly taking: Taking;
}

/** Someone who has been let in, and how. */
export type Admission =
  | PasswordAdmission
  | ResumeAdmission
  | AttachAdmission
  | AppTokenAdmission
  | LocalAdmission;

/** Last sequence number that the client has shown, by room; empty when it does not say. */
export type Cursors = ReadonlyMap<string, number>;

/** How a connection takes part. */
export interface Taking {
  /** It is shown messages and who comes and goes. */
  readonly receive: boolean;
  /** The account counts as here through it. */
  readonly present: boolean;
  /** Messages that it is shown count as read by the account, and missed ones come first. */
  readonly notesReading: boolean;
}

/** How a person at a device takes part. */
const inAll: Taking = { receive: true, present: true, notesReading: true };

/** How somebody who has been let in takes part. */
export function takingOf(admission: Admission): Taking {
  return 'taking' in admission ? admission.taking : inAll;
}

/** Whether it goes on beside the session's own connection, instead of in place of the one before. */
export function isBeside({ kind }: Admission): boolean {
  return kind !== 'password' && kind !== 'resume';
}

/** null: it may do everything. */
export function grantOf(admission: Admission): Grant | null {
  return admission.kind === 'app-token' ? admission.grant : null;
}

/** The cursors it came with. */
export function cursorsOf(admission: Admission): Cursors {
  return 'cursors' in admission ? admission.cursors : new Map();
}

/** The fields of the greeting that follow from how somebody was let in. */
export function greetingOf(
  admission: Admission,
): Pick<ServerMessages['welcome'], 'proof' | 'deviceToken' | 'created' | 'lastSeen'> {
  const { lastSeen } = admission;
  if (admission.kind === 'password') {
    const { proof, deviceToken, created } = admission;
    return { proof, deviceToken, created, lastSeen };
  }
  const deviceToken = admission.kind === 'resume' ? admission.deviceToken : null;
  return { proof: null, deviceToken, created: false, lastSeen };
}

/** When and from where an account was last here, over all its devices. */
export function lastSeenOf(
  directory: { lastDeviceOf(account: number): Session | undefined },
  account: Account,
): Admission['lastSeen'] {
  const last = directory.lastDeviceOf(account.id);
  return last === undefined ? null : { at: last.lastSeenAt, address: last.address };
}
