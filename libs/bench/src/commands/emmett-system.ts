import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { MeasuredSystem } from './running-system.ts'
import { startWithPostgres } from './with-postgres.ts'

const SERVICE = fileURLToPath(new URL('../peers/emmett-service.js', import.meta.url))

/** Starts the service with emmett-postgresql on a PostgreSQL of its own, which has the settings of the one it is compared with. */
export const startEmmettSystem = async (): Promise<
  Pick<MeasuredSystem, 'pid' | 'databaseUrl' | 'databaseLog' | 'send' | 'settle' | 'stop'>
> => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA')
  const jwk = JSON.stringify(await exportJWK(publicKey))
  const { ready, ...program } = await startWithPostgres({
    name: 'the service with emmett',
    args: (databaseUrl) => [SERVICE, databaseUrl, jwk],
  })
  const { url } = JSON.parse(ready) as { url: string }
  const claims = { roles: ['lead-investigator'], sector: 'investigation' }
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer('bench')
    .setAudience('bench')
    .setSubject('m.santos')
    .setExpirationTime('1d')
    .sign(privateKey)
  return {
    ...program,
    async send(_, path, data) {
      const answer = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ data }),
      })
      const text = await answer.text()
      if (answer.status !== 201) throw new Error(`${path} was answered with ${answer.status}: ${text}`)
      return (JSON.parse(text) as { position: string }).position
    },
    // Its views are written in the transaction of the append.
    settle: () => Promise.resolve(),
  }
}
