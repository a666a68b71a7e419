import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { ServiceName } from '@case-timeline/contracts'

/** The record of the last release; `services/casectl/record-openapi.mjs` writes it. */
const FOLDER = join(import.meta.dirname, '../../../../docs/openapi')

/** The OpenAPI document of a service in the last release, or before the first one in the state that was recorded for it. */
export const releasedDocument = (service: ServiceName): unknown =>
  JSON.parse(gunzipSync(readFileSync(join(FOLDER, `${service}.json.gz`))).toString())

/** What the changelog says that the next release asks of clients, in the sentences of `brokenClients` after the service. */
export const acceptedBreaks = (): readonly string[] => JSON.parse(readFileSync(join(FOLDER, 'accepted-breaks.json'), 'utf8')) as string[]
