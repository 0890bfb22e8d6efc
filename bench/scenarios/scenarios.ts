import type { Scenario } from '../measure/scenario.ts';
import { latency } from './a-latency.ts';
import { fanOut } from './b-fan-out.ts';
import { conversations } from './c-conversations.ts';
import { accepted } from './d-accepted.ts';
import { idle } from './e-idle.ts';
import { logins } from './f-logins.ts';
import { start } from './g-start.ts';
import { stoppedReader } from './h-stopped-reader.ts';
import { growth } from './i-growth.ts';
import { search } from './j-search.ts';
import { fullScreen } from './k-full-screen.ts';
import { nodes } from './l-nodes.ts';
import { page } from './m-page.ts';

/** All scenarios, by letter. */
export const scenarios: readonly Scenario[] = [
  latency,
  fanOut,
  conversations,
  accepted,
  idle,
  logins,
  start,
  stoppedReader,
  growth,
  search,
  fullScreen,
  nodes,
  page,
];
