import { custodyStreamOf } from '@case-timeline/shared-aggregates'

/** The streams `investigation.custody-<caseId>~<personRef>`: the detention of one person by the police in one case. */
export const custodyStream = custodyStreamOf('investigation')
