// node tools/web.ts FOLDER: builds the page for browsers into a folder; a server that runs from the sources does so when
// the page is first asked for, and npm run build does so for the package.
import { resolve } from 'node:path';
import process from 'node:process';
import { buildPage } from './build/web.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder that the page is written into.');
const source = resolve(import.meta.dirname, '..', 'src', 'web');
await buildPage({ source, folder, isCompressed: false });
