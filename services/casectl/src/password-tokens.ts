import { z } from 'zod'
import { causeOf, parsedJson } from './client.ts'
import { exchange } from './exchange.ts'
import { EXIT, Failure } from './failure.ts'
import { type Environment, isPrivate } from './profiles.ts'

/** Where an OIDC provider gives tokens, and the client at which its users sign in. */
export interface TokenEndpoint {
  readonly tokenEndpoint: string
  readonly client: string
}

const Granted = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive().optional() })
const Refused = z.looseObject({ error: z.string(), error_description: z.string().optional() })

const REQUEST_TIMEOUT_MS = 30_000

/**
 * Tokens of the users of the demo, by their password (RFC 6749, section 4.3), each kept for half of its time.
 * @throws Failure when DEMO_PASSWORD is missing, or the password could be read on the way
 */
export const passwordTokens = (
  { tokenEndpoint, client }: TokenEndpoint,
  env: Environment,
): ((user: { readonly userId: string }) => Promise<string>) => {
  const { DEMO_PASSWORD: password } = env
  if (!password)
    throw new Failure('DEMO_PASSWORD is not set.', ['set it to the password that the demo users have at the identity provider'], EXIT.usage)
  if (!URL.canParse(tokenEndpoint) || !isPrivate(tokenEndpoint))
    throw new Failure(
      `--token-endpoint ${JSON.stringify(tokenEndpoint)} is not an address to which a password may be sent.`,
      ['use https://… (http://… only on this machine), without a login, a query and a fragment'],
      EXIT.usage,
    )
  const kept = new Map<string, { readonly token: string; readonly untilMs: number }>()
  return async ({ userId }) => {
    const known = kept.get(userId)
    if (known && Date.now() < known.untilMs) return known.token
    const answer = await exchange(tokenEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'password', client_id: client, username: userId, password }).toString(),
      timeoutMs: REQUEST_TIMEOUT_MS,
    }).catch((failure: Error) => {
      throw new Failure(`The identity provider at ${tokenEndpoint} does not respond (${causeOf(failure)}).`, [
        'correct --token-endpoint',
        'if its certificate is of your own authority, name that in NODE_EXTRA_CA_CERTS',
      ])
    })
    const granted = answer.status === 200 ? Granted.safeParse(parsedJson(answer.text)).data : undefined
    if (!granted) {
      const { error, error_description: description } = Refused.safeParse(parsedJson(answer.text)).data ?? {}
      const reason = [`status ${answer.status}`, error, description].filter((part) => part !== undefined).join(': ')
      throw new Failure(`The identity provider at ${tokenEndpoint} gives ${userId} no token (${reason}).`, [
        `it needs a user ${userId} with the password DEMO_PASSWORD, and a client ${client} with the password grant (docs/how-to/deploy.md)`,
        'if it is another provider or client: --token-endpoint URL, --client ID',
      ])
    }
    kept.set(userId, { token: granted.access_token, untilMs: Date.now() + (granted.expires_in ?? 0) * 500 })
    return granted.access_token
  }
}
