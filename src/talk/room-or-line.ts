import { InputError } from '../base/errors.ts';
import { textOf } from '../texts/text-of.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { AtLine } from './at-line.ts';
import type { Command } from './commands.ts';
import { isNamedRoom } from './room-words.ts';

/**
 * A command that acts in the present room, if that has a name, and in the lobby on the line. Its summary is the
 * room's, which tells of both.
 *
 * @param onLine an operator's; undefined where there is none of this name
 */
export function inRoomOrLine(
  inRoom: Command<AtLine>,
  onLine: Command<AtLine> | undefined,
): Command<AtLine> {
  const details = () =>
    [inRoom.details?.(), onLine && lineDetails(onLine)]
      .filter((each) => each !== undefined)
      .join('\n');
  const hasDetails = inRoom.details !== undefined || onLine !== undefined;
  return {
    ...inRoom,
    ...(hasDetails ? { details } : {}),
    run(context, rest) {
      if (isNamedRoom(context.room)) return inRoom.run(context, rest);
      const isOperator = context.commands.role === 'operator';
      if (context.room === lobbyRoomId && isOperator && onLine !== undefined) {
        return onLine.run(context, rest);
      }
      throw new InputError(wrongPlace(inRoom.name, context.room, onLine !== undefined));
    },
  };
}

function lineDetails({ name, arguments: words, details }: Command<AtLine>): string {
  const usage = textOf('help.in-lobby', { usage: `/${name} ${words}`.trimEnd() });
  return details === undefined ? usage : `${usage}\n${details()}`;
}

/** Where a command acts instead, for somebody who talks in `room`. */
function wrongPlace(name: string, room: string, isOnLineToo: boolean): string {
  return room === lobbyRoomId && isOnLineToo
    ? textOf('command.lobby-operators', { name })
    : textOf('command.acts-in-room', { name });
}
