#!/usr/bin/env node
// The `partyline` command as it is installed. This file keeps to what every Node can read, however
// old, so that it can be told which one is needed; what it loads is made for that one. No flag of Node's
// stands in the first line: not every `env` can split a line into words.
'use strict';

var neededMajor = 24;
var exitConfiguration = 78;
var present = process.versions.node;
var advice =
  'Partyline needs Node ' + neededMajor + ' or newer, and this is Node ' + present + ': ';

if (Number(present.split('.')[0]) < neededMajor) {
  process.stderr.write(advice + 'get it from https://nodejs.org/en/download.\n');
  process.exitCode = exitConfiguration;
} else {
  require('../dist/cli/installed.js');
}
