import type { Receivable } from '@case-timeline/access'
import { cloudEventOf, withheldEventOf } from '@case-timeline/contracts'
import { recordText } from '@case-timeline/event-store'

/** An event in the structured mode of CloudEvents (JSON format 1.0.2), its record as the data. One line: no text of JSON holds a line break. */
export const cloudEventText = ({ event, withheldBy }: Receivable, schemasUrl: string | undefined): string =>
  withheldBy.length > 0
    ? JSON.stringify(withheldEventOf(event, withheldBy))
    : `${JSON.stringify(cloudEventOf(event, { schemasUrl })).slice(0, -1)},"data":${recordText(event)}}`
