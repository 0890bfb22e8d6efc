import type { Directory } from '../../store/directory.ts';
import type { Presence } from '../delivery/presence.ts';
import type { Receipts } from '../delivery/receipts.ts';
import type { TypingNotices } from '../delivery/typing-notices.ts';
import type { PeerListener } from './peers.ts';
import type { SharedSignUpLimits, SharedThrottle } from './shared-limits.ts';

/** The parts of a server that other nodes have something to say to. */
export interface HearingParts {
  readonly presence: Pick<Presence, 'changedElsewhere'>;
  readonly receipts: Pick<Receipts, 'deliveredElsewhere'>;
  readonly typing: Pick<TypingNotices, 'tellHere'>;
  readonly throttle: Pick<SharedThrottle, 'heard'>;
  readonly signUps: Pick<SharedSignUpLimits, 'heard'>;
  readonly directory: Pick<Directory, 'account'>;
}

/** Brings what other nodes tell to bear on those who are connected to this one. */
export function hearPeers(parts: HearingParts): PeerListener {
  const { presence, receipts, typing, throttle, signUps, directory } = parts;
  return {
    changed({ table, key, lost = false }, isOld) {
      if (table === 'here') presence.changedElsewhere(Number(key), lost, isOld);
    },
    passed(passing) {
      switch (passing.type) {
        case 'typing': {
          const { room, account } = passing;
          const name = directory.account(account)?.name;
          if (name !== undefined) typing.tellHere({ room, account, name });
          break;
        }
        case 'delivered':
          receipts.deliveredElsewhere(passing);
          break;
        case 'sign-up':
          signUps.heard(passing);
          break;
        default:
          throttle.heard(passing);
      }
    },
  };
}
