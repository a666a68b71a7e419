import { custodyStreamOf } from '@case-timeline/shared-aggregates'

export const custodyStream = custodyStreamOf('adjudication')
