/*
 * The `partyline` command as it is installed: bin/partyline.cjs has seen to it that this Node will do. In a clone
 * main.ts is started by itself.
 */
import { useCompileCache } from './compile-cache.ts';

useCompileCache();
import('./main.ts');
