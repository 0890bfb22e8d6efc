import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseSection, sectionOf } from '../../tools/release/changelog.ts';
import { bundledIn, materialsOf } from '../../tools/release/materials.ts';
import { nextVersion } from '../../tools/release/version.ts';

const changelog = '# Changes\n\n## Unreleased\n\n- new\n\n## 1.0.0 - 2030-01-01\n\n- old\n';

test('a release makes a section of what is unreleased, and begins a new one', () => {
  const released = releaseSection(changelog, '1.1.0', '2030-02-03');
  assert.equal(
    released,
    '# Changes\n\n## Unreleased\n\n## 1.1.0 - 2030-02-03\n\n- new\n\n## 1.0.0 - 2030-01-01\n\n- old\n',
  );
  assert.equal(sectionOf(released, '1.1.0'), '\n- new\n');
  assert.equal(sectionOf(released, '1.0.0'), '\n- old\n');
  assert.equal(sectionOf(released, '1.0'), undefined);
  assert.throws(
    () => releaseSection(released, '1.2.0', '2030-02-04'),
    /nothing under "Unreleased"/,
  );
});

test('a version is raised by a part, or named, and never goes back', () => {
  const next = (wanted: string) => nextVersion('1.2.3', wanted);
  assert.deepEqual(['major', 'minor', 'patch', '1.2.3', '1.10.0'].map(next), [
    '2.0.0',
    '1.3.0',
    '1.2.4',
    '1.2.3',
    '1.10.0',
  ]);
  for (const older of ['1.2.2', '1.1.9', '0.9.9']) assert.throws(() => next(older), /is older/);
  for (const wrong of ['1.2', 'v1.2.4', '1.2.04', 'next'])
    assert.throws(() => next(wrong), /is no version/);
});

test('the bill of materials has what is bundled or installed with the package, and nothing else', () => {
  const component = (name: string) => ({ name, version: '1.0.0', 'bom-ref': `${name}@1.0.0` });
  const own = { 'bom-ref': 'partyline@0.1.0' };
  const all = {
    metadata: { component: own },
    components: ['bundled', 'installed', 'tool'].map(component),
    dependencies: [
      { ref: 'partyline@0.1.0', dependsOn: ['bundled@1.0.0', 'installed@1.0.0', 'tool@1.0.0'] },
      { ref: 'tool@1.0.0', dependsOn: ['bundled@1.0.0'] },
      { ref: 'bundled@1.0.0' },
    ],
  };
  const notices = `Contains:\n\n${'-'.repeat(80)}\n\nbundled 1.0.0 (MIT)\n\nMIT License\n`;
  const kept = new Set([...bundledIn(notices), 'installed@1.0.0']);
  const bill = materialsOf(all, kept);
  assert.deepEqual(bill.components, [component('bundled'), component('installed')]);
  assert.deepEqual(bill.dependencies, [
    { ref: 'partyline@0.1.0', dependsOn: ['bundled@1.0.0', 'installed@1.0.0'] },
    { ref: 'bundled@1.0.0', dependsOn: [] },
  ]);
  assert.throws(() => materialsOf(all, new Set(['lost@2.0.0'])), /has no lost@2\.0\.0/);
});
