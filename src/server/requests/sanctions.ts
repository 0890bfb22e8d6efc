import type { Clock } from '../../base/clock.ts';
import { lineScope } from '../../chat/sanctions.ts';
import type { Sanction } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { AnswerFields } from '../../wire/requests.ts';
import { toldTarget } from './audit.ts';
import { firstThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';

/** Sanctions in one answer at the most. */
const mostSanctions = 100;

/** `sanctions`: the bans and mutes in force on the line, by kind and by whom they are on. */
export function listSanctions(parts: {
  readonly directory: Directory;
  readonly clock: Clock;
}): Handler<'sanctions'> {
  return (_requester, { after }) => sanctionsPage(parts, lineScope, after);
}

/** The bans and mutes in force in a scope, after a place. */
export function sanctionsPage(
  { directory, clock }: { readonly directory: Directory; readonly clock: Clock },
  scope: number,
  after: string | undefined,
): AnswerFields<'sanctions'> {
  const [kind, subject = ''] = after?.split(' ') ?? [];
  const place = kind === undefined ? undefined : { kind: kind as Sanction['kind'], subject };
  const found = directory.sanctionsIn(scope, place, clock.now(), mostSanctions + 1);
  const told = found.slice(0, mostSanctions).map((sanction) => ({
    kind: sanction.kind,
    ...toldTarget(directory, sanction.subject),
    until: sanction.until,
    reason: sanction.reason,
    by: directory.account(sanction.actor)?.name ?? null,
    at: sanction.at,
  }));
  const { fitting } = firstThatFit(told);
  const last = found[fitting.length - 1];
  const hasMore = fitting.length < found.length && last !== undefined;
  return { sanctions: fitting, next: hasMore ? `${last.kind} ${last.subject}` : null };
}
