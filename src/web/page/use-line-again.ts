import { useEffect } from 'preact/hooks';
import type { Visit } from './visit.ts';

/**
 * Asks the line whether it is there where the network, the machine or the tab comes back: one that is down is tried at
 * once, and one that died meanwhile is found dead as soon as no answer comes.
 */
export function useLineAgain(visit: Visit | undefined): void {
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) visit?.line.ping().catch(() => {});
    };
    window.addEventListener('online', ask);
    document.addEventListener('visibilitychange', ask);
    document.addEventListener('resume', ask);
    return () => {
      window.removeEventListener('online', ask);
      document.removeEventListener('visibilitychange', ask);
      document.removeEventListener('resume', ask);
    };
  }, [visit]);
}
