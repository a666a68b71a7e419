import { custodyStreamOf } from '@case-timeline/shared-aggregates'

/** The streams `prosecution.custody-<caseId>~<personRef>`: the detention of one person by prosecutors in one case. */
export const custodyStream = custodyStreamOf('prosecution')
