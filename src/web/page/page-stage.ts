import type { Handed } from '../../talk/stage.ts';
import { StateStage } from '../../talk/state-stage.ts';
import { CalledOff } from '../sent-files.ts';

/** Shows what happens on a line as the state of a page. */
export class PageStage extends StateStage {
  override refused(roomName: string, handed: Handed, error: unknown, again: () => void): void {
    if (!(error instanceof CalledOff)) super.refused(roomName, handed, error, again);
  }
}
