import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { inKebabCase } from '../kebab-case.ts'
import { PROFILES } from './profiles.ts'
import type { Settings } from './settings.ts'

export const APP = 'case-timeline'
export const BACKING = 'backing'
export const POSTGRES = `${BACKING}-postgres`
export const IDENTITY = 'identity'
export const IDENTITY_PORT = 8443
export const ISSUER = `https://${IDENTITY}:${IDENTITY_PORT}`
/** The label of the pod that sends requests, and serves the keys of the tokens. */
export const LOAD_LABELS = { 'app.kubernetes.io/name': 'case-timeline-load' }
/** The names of Secrets and of the ConfigMap with the authority. */
export const SECRETS = { superuser: 'postgres-superuser', admin: 'admin', shared: 'shared', tls: 'tls' }
export const TRUST = { name: 'trust', key: 'ca.crt', file: '/etc/case-timeline/trust/ca.crt' }

/** The agencies whose users the load has. */
const AGENCIES: Readonly<Partial<Record<ServiceName, string>>> = {
  investigation: 'ph-police',
  prosecution: 'ph-prosecution',
  adjudication: 'ph-rtc-manila',
  victimSupport: 'ph-social-welfare',
  auditTrail: 'ph-audit',
}
const RECEIVING: readonly ServiceName[] = ['prosecution', 'adjudication', 'victimSupport']

/** No pod is killed alone: a service has two. */
const REPLICAS = 2

const images = ({ registry, tag }: Settings) => ({ ...(registry === '' ? {} : { registry }), ...(tag === '' ? {} : { tag }) })

/** The values of the chart case-timeline in addition to the profile's files. */
export const appValues = (settings: Settings) => ({
  ...PROFILES[settings.profile].values,
  deployment: 'cluster-test',
  jurisdiction: 'PH',
  operatingAgencies: Object.values(AGENCIES),
  agencyQuota: 1_000_000,
  oidc: { issuer: ISSUER, jwks: `${ISSUER}/keys` },
  digestKey: { existingSecret: SECRETS.shared },
  migration: { existingSecret: SECRETS.admin, activeDeadlineSeconds: 300 },
  trust: { existingConfigMap: TRUST.name, key: TRUST.key },
  image: images(settings),
  network: { oidc: { ports: [IDENTITY_PORT] } },
  defaults: { replicas: REPLICAS, callers: [{ podSelector: { matchLabels: LOAD_LABELS } }] },
  services: Object.fromEntries(
    SERVICES.map((service) => [
      inKebabCase(service),
      { existingSecret: inKebabCase(service), ...(RECEIVING.includes(service) ? { receivingAgency: AGENCIES[service] } : {}) },
    ]),
  ),
})

/** The values of the chart case-timeline-backing: small servers of one pod. */
export const backingValues = ({ profile, storageClass, postgresImage, kafkaImage }: Settings) => {
  const small = { size: '2Gi', ...(storageClass === '' ? {} : { storageClass }) }
  return {
    mode: 'dev',
    postgres: {
      existingSecret: SECRETS.superuser,
      tlsSecret: SECRETS.tls,
      ...small,
      ...(postgresImage === '' ? {} : { image: postgresImage }),
    },
    kafka: { enabled: PROFILES[profile].hasKafka, ...small, ...(kafkaImage === '' ? {} : { image: kafkaImage }) },
  }
}

/** A digest that no image has. */
const NO_IMAGE = `sha256:${'0'.repeat(64)}`

/** Values of an upgrade that replaces every pod. */
export const REPLACING = { secretsRevision: 'second' }

/** Values of an upgrade that cannot succeed: the images of the services are missing, that of the migration is not. */
export const BROKEN = { image: { digests: Object.fromEntries(SERVICES.map((service) => [inKebabCase(service), NO_IMAGE])) } }
