import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { editOutside } from './outside-editor.ts';

describe('editOutside', { skip: process.platform === 'win32' }, () => {
  test('gives a text to an editor in a private file, takes it back, and leaves nothing behind', async () => {
    const isPrivate = 'case "$(ls -l "$1")" in -rw-------*) ;; *) exit 3;; esac';
    const edited = await editOutside(`${isPrivate}; printf '%s\\n\\n' "$1" >>`, 'one');
    const [first, file = ''] = edited.split('\n');
    assert.deepEqual([first, basename(file)], ['one', 'message.txt']);
    assert.equal(existsSync(dirname(file)), false);
  });

  test('says that the text stays when the editor ends badly', async () => {
    await assert.rejects(editOutside('exit 7;', 'one'), {
      message: 'exit 7; ended with the code 7: the text stays as it is.',
    });
  });
});
