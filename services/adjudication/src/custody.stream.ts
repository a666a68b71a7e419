import { custodyStreamOf } from '@case-timeline/custody'

export const custodyStream = custodyStreamOf('adjudication')
