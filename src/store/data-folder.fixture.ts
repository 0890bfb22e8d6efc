/* Holds the data folder it is given, says so on standard output, and stays until it is killed. */
import { openDataFolder } from './data-folder.ts';

openDataFolder(String(process.argv[2]));
process.stdout.write('held\n');
setInterval(() => {}, 60_000);
