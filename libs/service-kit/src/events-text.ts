import { cloudEventOf } from '@case-timeline/contracts'
import { recordText, type StoredEvent } from '@case-timeline/event-store'

/** An event in the structured mode of CloudEvents (JSON format 1.0.2), its record as the data. One line: no text of JSON holds a line break. */
export const cloudEventText = (event: StoredEvent, schemasUrl: string | undefined): string =>
  `${JSON.stringify(cloudEventOf(event, { schemasUrl })).slice(0, -1)},"data":${recordText(event)}}`
