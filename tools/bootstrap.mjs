// Runs the repository's own Node with the arguments given, after installing what is missing:
//   node tools/bootstrap.mjs --test "src/**/*.test.ts"
//   node tools/bootstrap.mjs src/cli/main.ts serve --port 7278
// Plain JavaScript that every Node from 20 on runs. This file keeps to syntax that far older ones
// can read, so that they can be told what is needed.
import process from 'node:process';

const neededMajor = 20;

if (Number(process.versions.node.split('.')[0]) < neededMajor) {
  process.stderr.write(
    `partyline: this is Node ${process.versions.node}, which is too old to install what Partyline runs on. ` +
      `Install Node ${neededMajor} or newer (https://nodejs.org/en/download) and run the command again.\n`,
  );
  process.exitCode = 78;
} else {
  import('./bootstrap/start.mjs').then((module) => module.start(process.argv.slice(2)));
}
