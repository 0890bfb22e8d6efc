import type { Stage, StageParts } from '../../talk/stage.ts';
import { StateStage } from '../../talk/state-stage.ts';
import type { FullScreen } from './full-screen.ts';
import { Lag } from './lag.ts';
import { ScreenActions } from './screen-actions.ts';

/** Shows what happens on a line on a full screen, and does what its keys mean for rooms and pages. */
export function screenStage(parts: StageParts, screen: FullScreen): Stage {
  const stage = new StateStage(parts, {
    get state() {
      return screen.state;
    },
    get entriesInSight() {
      return screen.size.rows;
    },
    dispatch: (event) => screen.dispatch(event),
    open: () => screen.prompt(),
    toOldest: () => screen.act('oldest'),
    close: () => screen.leave(),
  });
  const { client } = parts;
  const lag = new Lag({
    ping: () => client.ping(),
    tell: (lagMs) => screen.dispatch({ type: 'lag', lagMs: Math.round(lagMs) }),
  });
  client.on('state', ({ type }) => (type === 'online' ? lag.start() : lag.stop()));
  screen.on('typed', () => lag.typed());
  const actions = new ScreenActions({
    client,
    screen,
    turnTo: parts.turnTo,
    fetch: (place) => stage.fetch(place),
    jump: (seq) => stage.jump(seq),
  });
  screen.act = (action) => actions.do(action);
  return stage;
}
