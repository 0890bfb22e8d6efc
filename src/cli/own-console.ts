import { openWithin } from '../client/join-within.ts';
import type { Server } from '../server/server.ts';
import { serverSeat } from '../talk/seats.ts';
import type { Style } from '../talk/style.ts';
import { Talk } from '../talk/talk.ts';
import { localFilesAt } from '../terminal/local-files.ts';
import { printedStage } from '../terminal/printed-stage.ts';
import { speakTheirs } from './interactive.ts';
import { neverWaitForTerminal } from './output.ts';
import { processEnvironment } from './process-environment.ts';
import { openScreen } from './screens.ts';
import { softwareName } from './software.ts';

/** The console of `serve` itself. */
export interface OwnConsole {
  /** Restores the terminal, once the server has ended. */
  close(): Promise<void>;
}

/**
 * Opens the console that a server has on its own terminal: a client within its process.
 *
 * @param interrupt what Ctrl-C does
 */
export function openOwnConsole(
  server: Pick<Server, 'connectLocally'>,
  style: Style,
  interrupt: () => void,
): OwnConsole {
  speakTheirs();
  neverWaitForTerminal();
  const line = openWithin(() => server.connectLocally(), {
    deviceName: 'console',
    software: softwareName(),
    catchUp: 'recent',
    reconnect: false,
    present: true,
  });
  const screen = openScreen(false);
  const talk = new Talk(line, {
    screen,
    style,
    seat: serverSeat,
    stage: printedStage,
    files: localFilesAt(processEnvironment()),
  });
  screen.on('interrupt', interrupt);
  talk.open();
  return {
    async close() {
      line.abort();
      await line.whenClosed();
      await screen.close();
    },
  };
}
