/**
 * The version of the rules, which travels with every batch of proposals: a program that applied a batch by
 * other rules could come to other tables. It is raised with each change after which the same proposals give
 * another outcome or other tables, changed limits included.
 */
export const rulesVersion = 8;
