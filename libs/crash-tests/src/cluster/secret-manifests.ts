import { inKebabCase } from '../kebab-case.ts'
import { POSTGRES, SECRETS, TRUST } from './release-values.ts'
import type { ServerCertificate } from './server-certificate.ts'

const secret = (name: string, stringData: Readonly<Record<string, string>>, type = 'Opaque') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  type,
  stringData,
})

/** The URL of the superuser, as pods use it. */
export const adminUrl = (password: string): string =>
  `postgres://postgres:${password}@${POSTGRES}:5432/postgres?sslmode=verify-full&sslrootcert=${TRUST.file}`

/** What the servers and the pod of the load need. */
export const serverSecrets = (password: string, { key, certificate }: ServerCertificate): readonly object[] => [
  secret(SECRETS.superuser, { username: 'postgres', password }, 'kubernetes.io/basic-auth'),
  secret(SECRETS.admin, { ADMIN_URL: adminUrl(password) }),
  secret(SECRETS.tls, { 'tls.key': key, 'tls.crt': certificate }, 'kubernetes.io/tls'),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: TRUST.name }, data: { [TRUST.key]: certificate } },
]

/** What `casectl provide --json` prints of the variables that it made. */
export interface Provided {
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly shared: Readonly<Record<string, string>>
}

/** The Secret of each service, and the one that all share. */
export const serviceSecrets = ({ services, shared }: Provided): readonly object[] => [
  ...Object.entries(services).map(([service, variables]) => secret(inKebabCase(service), variables)),
  secret(SECRETS.shared, shared),
]

/** The URL of the superuser for the database of a URL of a service. */
export const ofSuperuser = (serviceUrl: string, password: string): string => {
  const url = new URL(adminUrl(password))
  url.pathname = new URL(serviceUrl).pathname
  return url.href
}
