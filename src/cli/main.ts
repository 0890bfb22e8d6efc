// The `partyline` command in a clone of the repository. As installed it is started by installed.ts.
import { start } from './start.ts';

start(async () => {});
