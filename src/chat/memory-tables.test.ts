import { MemoryTables } from './memory-tables.ts';
import { tablesSuite } from './tables.suite.ts';

tablesSuite('in memory', () => ({ tables: new MemoryTables(), close() {} }));
