import { takeLease } from './lease.ts';

// Takes the lease on the file it is given, says so, and stays until it is killed.
const lease = takeLease(process.argv[2] ?? '');
process.send?.(lease === undefined ? 'refused' : 'taken');
setInterval(() => {}, 60_000);
