import process from 'node:process';

/**
 * Lets Ctrl-Z stop all that the shell started together, as it does where a terminal reads whole lines. A
 * program that reads single keys gets Ctrl-Z as one of them and stops only itself; npm, which runs it,
 * would go on waiting, and the shell would not come back.
 */
export function stopWithProcessGroup(): void {
  if (process.listeners('SIGTSTP').includes(stop)) return;
  process.on('SIGTSTP', stop);
}

function stop(): void {
  process.off('SIGTSTP', stop); // so that the signal stops this process as well
  process.once('SIGCONT', stopWithProcessGroup);
  process.kill(0, 'SIGTSTP');
}
