import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startKeycloak } from '../../../deploy/keycloak/start-keycloak.mjs'

const REALM = 'case-timeline'
/** The only export of a realm: Compose imports it, and docs/how-to/connect-an-identity-provider.md is about it. */
const EXPORT = fileURLToPath(new URL('../../../deploy/compose/realm.json', import.meta.url))
const ADMINISTRATOR = 'admin'

/** A Keycloak that has imported the realm. */
export interface ImportedRealm {
  readonly issuer: string
  /** Of this run: of each user and client. */
  readonly password: string
  /** The token of a user who signs in with a password. @param client default: that of the users */
  tokenOf(username: string, client?: string): Promise<string>
  /** The token of a client that signs in with its secret. */
  tokenOfClient(client: string): Promise<string>
  /** The token of the administrator, which another realm of the same Keycloak issues. */
  tokenOfAdministrator(): Promise<string>
  /** Adds to the realm, by the API of administrators. @returns the id of what was added */
  add(kind: 'users' | 'clients', representation: object): Promise<string>
  /** Adds a key that the realm publishes and does not sign with yet. @returns what makes the realm sign with it */
  publishKey(): Promise<() => Promise<void>>
  /** Gives a user a role of the realm. */
  giveRole(userId: string, role: string): Promise<void>
  stop(): Promise<void>
}

/** The realm signs with the active key of the highest priority. */
const newKey = (active: boolean) => ({
  name: 'newer',
  providerId: 'rsa-generated',
  providerType: 'org.keycloak.keys.KeyProvider',
  config: { priority: ['200'], keySize: ['2048'], enabled: ['true'], active: [String(active)] },
})

const Token = z.looseObject({ access_token: z.string() })

const tokenOfForm = async (issuer: string, form: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) })
  if (answer.status !== 200) throw new Error(`Keycloak gives ${JSON.stringify(form)} no token: ${await answer.text()}`)
  return Token.parse(await answer.json()).access_token
}

/** Starts a Keycloak that imports the realm. */
export const importedRealm = async (): Promise<ImportedRealm> => {
  const password = randomBytes(16).toString('hex')
  const env = { DEMO_PASSWORD: password, KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR, KC_BOOTSTRAP_ADMIN_PASSWORD: password }
  const { url, stop } = await startKeycloak({ realm: EXPORT, env })
  const issuer = `${url}/realms/${REALM}`
  // A server that has just started is slow, and a service waits three seconds for these two.
  for (const path of ['.well-known/openid-configuration', 'protocol/openid-connect/certs']) await fetch(`${issuer}/${path}`)
  const withPassword = (of: string, username: string, client: string) =>
    tokenOfForm(of, { grant_type: 'password', client_id: client, username, password })
  const tokenOfAdministrator = () => withPassword(`${url}/realms/master`, ADMINISTRATOR, 'admin-cli')
  const administer = async (path: string, body?: object, method = 'POST'): Promise<Response> => {
    const headers = { authorization: `Bearer ${await tokenOfAdministrator()}`, 'content-type': 'application/json' }
    const request = body === undefined ? { headers } : { headers, method, body: JSON.stringify(body) }
    const answer = await fetch(`${url}/admin/realms/${REALM}/${path}`, request)
    if (!answer.ok) throw new Error(`Keycloak answers ${path} with ${answer.status}: ${await answer.text()}`)
    return answer
  }
  const add = async (kind: string, representation: object): Promise<string> =>
    (await administer(kind, representation)).headers.get('location')?.split('/').at(-1) ?? ''
  return {
    issuer,
    password,
    tokenOf: (username, client = 'case-timeline') => withPassword(issuer, username, client),
    tokenOfClient: (client) => tokenOfForm(issuer, { grant_type: 'client_credentials', client_id: client, client_secret: password }),
    tokenOfAdministrator,
    add,
    publishKey: async () => {
      const id = await add('components', newKey(false))
      return async () => void (await administer(`components/${id}`, { id, ...newKey(true) }, 'PUT'))
    },
    giveRole: async (userId, role) => {
      const found: unknown = await (await administer(`roles/${role}`)).json()
      await administer(`users/${userId}/role-mappings/realm`, [found])
    },
    stop,
  }
}
