// The `partyline` command as it is installed: bin/partyline.cjs has seen to it that this Node will do.
import { start } from './start.ts';

start(async () => {
  const { useCompileCache } = await import('./compile-cache.ts');
  useCompileCache();
});
