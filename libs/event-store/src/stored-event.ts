import type { CaseEventRecord, Envelope, ServiceName } from '@case-timeline/contracts'
import type { StoredEvent } from './event-store.ts'

/** An event as a driver reads it from its store: texts only. */
export interface EventRow {
  readonly position: string
  readonly stream: string
  readonly revision: string
  readonly id: string
  readonly commandId: string
  readonly type: string
  readonly caseId: string | null
  /** Names of services, separated by commas. */
  readonly visibility: string
  readonly envelope: string
  readonly data: string
  readonly salt: string | null
  readonly eventHash: string
  readonly chainHash: string
  readonly recordedAt: string
}

class Stored implements StoredEvent {
  readonly id: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly caseId: string | undefined
  readonly commandId: string
  readonly position: string
  readonly recordedAt: string
  readonly envelopeText: string
  readonly dataText: string
  readonly salt: string | undefined
  readonly eventHash: string
  readonly chainHash: string
  readonly #filed: string
  #visibility: readonly ServiceName[] | undefined
  #envelope: Envelope | undefined
  #data: unknown

  constructor(row: EventRow) {
    this.id = row.id
    this.type = row.type
    this.stream = row.stream
    this.revision = Number(row.revision)
    this.caseId = row.caseId ?? undefined
    this.commandId = row.commandId
    this.position = row.position
    this.recordedAt = row.recordedAt
    this.envelopeText = row.envelope
    this.dataText = row.data
    this.salt = row.salt ?? undefined
    this.eventHash = row.eventHash
    this.chainHash = row.chainHash
    this.#filed = row.visibility
  }

  get envelope(): Envelope {
    return (this.#envelope ??= JSON.parse(this.envelopeText) as Envelope)
  }

  get data(): unknown {
    return (this.#data ??= JSON.parse(this.dataText) as unknown)
  }

  // The envelope is under the event's hash, the store's column is not. Cut from the text, as the members below; the
  // envelope of an earlier release has no such member.
  get visibility(): readonly ServiceName[] {
    return (this.#visibility ??= this.#statedVisibility() ?? this.filedVisibility)
  }

  #statedVisibility(): readonly ServiceName[] | undefined {
    return /"visibility":\["([A-Za-z",]+)"\]/.exec(this.envelopeText)?.[1]?.split('","') as readonly ServiceName[] | undefined
  }

  get filedVisibility(): readonly ServiceName[] {
    return this.#filed.split(',') as ServiceName[]
  }

  // A fold reads the next three members of every event. Searching the text for them is cheaper than parsing the whole
  // envelope. Their values contain no quote, and no other member of an envelope has one of these names.
  get schemaVersion(): number {
    return this.#envelope?.schemaVersion ?? Number(/"schemaVersion":(\d+)/.exec(this.envelopeText)?.[1])
  }

  get occurredAt(): string | undefined {
    return /"occurredAt":"([^"]+)"/.exec(this.envelopeText)?.[1]
  }

  get occurredZone(): string | undefined {
    return /"occurredZone":"([^"]+)"/.exec(this.envelopeText)?.[1]
  }

  toRecord(): CaseEventRecord {
    return {
      envelope: this.envelope,
      data: this.data,
      ...(this.salt === undefined ? {} : { salt: this.salt }),
      revision: this.revision,
      position: this.position,
      recordedAt: this.recordedAt,
      eventHash: this.eventHash,
      chainHash: this.chainHash,
    }
  }
}

/** The event of a row; envelope and data are parsed on first access. */
export const storedEvent = (row: EventRow): StoredEvent => new Stored(row)
