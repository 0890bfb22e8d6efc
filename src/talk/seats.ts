import type { Welcome } from '../client/core/events.ts';
import type { Line } from '../client/line.ts';
import { textOf } from '../texts/text-of.ts';
import type { AtLine } from './at-line.ts';
import { commandTable, consoleTable } from './command-table.ts';
import type { Command } from './commands.ts';
import { greeting, noticeLines, type View } from './render.ts';
import { safeLine } from './safe-text.ts';

/** Where somebody sits who talks: what stands at the beginning, and what leaving means there. */
export interface Seat {
  readonly table: readonly Command<AtLine>[];
  /** The lines that are shown once, when the line is up for the first time. */
  introduce(welcome: Welcome, at: Pick<AtLine, 'client' | 'screen' | 'view'>): Promise<string[]>;
  /** Said to those who type `exit` where nothing can be left; undefined where it leaves. */
  readonly staysOpen?: 'seat.stays-open' | 'page.stays-open';
  /** The end of what a person types stops the server. */
  readonly endStops?: boolean;
  /** The person has read what is shown here, as all their devices are told. */
  readonly marksReading?: boolean;
  /** The state of the connection is in sight, so that no line tells of it. */
  readonly seesConnection?: boolean;
  /** The effect of Ctrl-C, twice on an empty line, as a verb. */
  readonly leaving: 'seat.leaves' | 'seat.detaches' | 'seat.stops-server';
  /** Words of farewell. */
  readonly goodbye?: 'seat.goodbye';
}

/** On a line that was joined. */
export const joinedSeat: Seat = {
  table: commandTable,
  leaving: 'seat.leaves',
  marksReading: true,
  goodbye: 'seat.goodbye',
  async introduce(welcome, { screen, view }) {
    const { name } = welcome;
    const hint = screen.interactive
      ? textOf('seat.hint')
      : textOf(welcome.created ? 'seat.created' : 'seat.logged-in', { name });
    return [
      greeting(welcome, view()),
      noticeLines(textOf('seat.line', { name: welcome.serverName, hint }), view().style),
    ];
  },
};

/** At a console of a server that runs elsewhere on this machine. */
export const attachedSeat: Seat = {
  table: consoleTable,
  leaving: 'seat.detaches',
  introduce: async (welcome, { client, view }) => introduction(welcome, client, view()),
};

/** At the console that the server itself shows: its beginning was shown, and nobody leaves it. */
export const serverSeat: Seat = {
  table: consoleTable,
  leaving: 'seat.stops-server',
  introduce: async () => [],
  staysOpen: 'seat.stays-open',
  endStops: true,
};

/** A console that attaches later has not seen the first words of the server. */
export async function introduction(
  { name, serverName }: Pick<Welcome, 'name' | 'serverName'>,
  client: Line,
  { style }: View,
): Promise<string[]> {
  const { address } = await client.operator.status();
  return [
    noticeLines(textOf('seat.console', { name: serverName, address: safeLine(address) }), style),
    noticeLines(textOf('seat.console-hint', { name }), style),
  ];
}
