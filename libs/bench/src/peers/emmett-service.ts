import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CaseOpened, SERVICES } from '@case-timeline/contracts'
import { inlineProjections } from '@event-driven-io/emmett'
import { getPostgreSQLEventStore, postgreSQLProjection } from '@event-driven-io/emmett-postgresql'
import { fastify } from 'fastify'
import { importJWK, jwtVerify } from 'jose'
import pg from 'pg'

/*
 * A small service with emmett-postgresql, as one process: it checks token and schema, appends, and keeps in the same
 * transaction a read model for each of five agencies. Its parent passes the database and the key of the tokens.
 */

const [databaseUrl = '', jwk = ''] = process.argv.slice(2)

const viewOf = (service: string): string => `case_of_${service.toLowerCase()}`

const setUp = async (): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  for (const service of SERVICES)
    await client.query(
      `create table ${viewOf(service)} (case_id uuid primary key, since text not null, lead_agency text not null, opening json not null)`,
    )
  await client.end()
}

type Opened = { type: string; data: { caseId: string; opening: { leadAgency: string }; occurredAt: string } }

const views = SERVICES.map((service) =>
  postgreSQLProjection<Opened>({
    name: viewOf(service),
    canHandle: [CaseOpened.type],
    handle: async (events, { connection }) => {
      for (const { data } of events)
        await connection.client.query(
          `insert into ${viewOf(service)} (case_id, since, lead_agency, opening) values ($1, $2, $3, $4)
            on conflict (case_id) do update set lead_agency = excluded.lead_agency, opening = excluded.opening`,
          [data.caseId, data.occurredAt, data.opening.leadAgency, JSON.stringify(data.opening)],
        )
    },
  }),
)

await setUp()
const store = getPostgreSQLEventStore(databaseUrl, { projections: inlineProjections(views) })
await store.schema.migrate()
const key = await importJWK(JSON.parse(jwk) as object, 'EdDSA')
const server = fastify()

server.post<{ Params: { caseId: string }; Body: { data: unknown } }>('/cases/:caseId/open-case', async (request, reply) => {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  await jwtVerify(token, key, { issuer: 'bench', audience: 'bench' })
  const { caseId } = request.params
  const opening = CaseOpened.data.parse(request.body.data)
  const { nextExpectedStreamVersion } = await store.appendToStream<Opened>(
    `case-${caseId}`,
    [{ type: CaseOpened.type, data: { caseId, opening, occurredAt: new Date().toISOString() } }],
    { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' },
  )
  return reply.status(201).send({ position: String(nextExpectedStreamVersion) })
})

await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
await once(process, 'SIGTERM')
await server.close()
await store.close()
