import { StateStage } from '../../talk/state-stage.ts';
import { CalledOff } from '../sent-files.ts';

/** Shows what happens on a line as the state of a page. */
export class PageStage extends StateStage {
  override refused(roomName: string, text: string, error: unknown, again: () => void): void {
    if (!(error instanceof CalledOff)) super.refused(roomName, text, error, again);
  }
}
