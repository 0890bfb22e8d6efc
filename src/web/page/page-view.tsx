import { useEffect } from 'preact/hooks';
import { GateView } from './gate-view.tsx';
import { holdLook } from './looks.ts';
import { takeNotificationsAway } from './notify.ts';
import type { Page } from './page.ts';
import { showWaiting } from './show-waiting.ts';
import { TalkView } from './talk-view.tsx';
import { useLineAgain } from './use-line-again.ts';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** The whole page: in front of the line, or on it. */
export function PageView({ page }: { readonly page: Page }) {
  const place = useObserved(page.place);
  useObserved(page.settings);
  useLineAgain(place.type === 'form' ? undefined : place.visit);
  if (place.type !== 'in') return <GateView page={page} place={place} />;
  return (
    <>
      <Attended visit={place.visit} />
      <TalkView page={page} visit={place.visit} />
    </>
  );
}

/** Tells the talk whether anybody looks, and shows in the title what waits. */
function Attended({ visit }: { readonly visit: Visit }) {
  const state = useObserved(visit.screen.shown);
  useEffect(() => showWaiting(state), [state]);
  useEffect(() => {
    let release: (() => void) | undefined;
    const look = () => {
      const isWatched = !document.hidden && document.hasFocus();
      release?.();
      release = isWatched ? holdLook() : undefined;
      if (isWatched) void takeNotificationsAway().catch(() => {});
      visit.screen.dispatch({ type: 'watched', isWatched });
    };
    look();
    document.addEventListener('visibilitychange', look);
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
    return () => {
      release?.();
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', look);
    };
  }, [visit]);
  return null;
}
