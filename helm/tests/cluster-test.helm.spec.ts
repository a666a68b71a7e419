import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { SERVICES } from '@case-timeline/contracts'
import { imagesPod, loadObjects } from '../../libs/crash-tests/src/cluster/pod-manifests.ts'
import { PROFILES, type ProfileName } from '../../libs/crash-tests/src/cluster/profiles.ts'
import { imagesIn, merged } from '../../libs/crash-tests/src/cluster/release.ts'
import {
  APP,
  appValues,
  BACKING,
  backingValues,
  BROKEN,
  LOAD_LABELS,
  REPLACING,
} from '../../libs/crash-tests/src/cluster/release-values.ts'
import { serverSecrets, serviceSecrets } from '../../libs/crash-tests/src/cluster/secret-manifests.ts'
import { settingsOf } from '../../libs/crash-tests/src/cluster/settings.ts'
import { inKebabCase } from '../../libs/crash-tests/src/kebab-case.ts'
import { BACKING as BACKING_CHART, CHART, HELMS, printed, render, type Values } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import { type Manifest, ofKind, podsOf } from './manifests.ts'
import { REQUIREMENTS } from './workloads.ts'

const settings = (profile: ProfileName) =>
  settingsOf({ KUBECONFIG: 'x', CLUSTER_PROFILE: profile, CLUSTER_REGISTRY: 'registry.example', CLUSTER_STORAGE_CLASS: 'fast' }, () => true)
const files = (profile: ProfileName) => PROFILES[profile].files.map((file) => join(CHART, 'values', file))
const valuesOf = (profile: ProfileName, ...changes: readonly object[]) => merged(appValues(settings(profile)), ...changes) as Values

const certificate = { key: 'key', certificate: 'certificate' }
const provided = {
  services: Object.fromEntries(
    SERVICES.map((service) => [service, { EVENT_STORE_URL: 'x', VIEWS_DATABASE_URL: 'x', VAULT_URL: 'x', VAULT_KEYS: 'x' }]),
  ),
  shared: { DIGEST_KEY: 'x' },
}
const created = [...serverSecrets('password', certificate), ...serviceSecrets(provided)] as readonly (Manifest & {
  readonly stringData?: Readonly<Record<string, string>>
})[]

/** Each key of a Secret or ConfigMap that containers and volumes name, and that no object of the run has. */
const missingKeys = (manifests: readonly Manifest[]): readonly string[] => {
  const has = (kind: string, name: string, key?: string): boolean =>
    [...created, ...manifests].some(
      (one) =>
        one.kind === kind &&
        one.metadata.name === name &&
        (key === undefined || key in { ...(one['stringData'] as object | undefined), ...one.data }),
    )
  return podsOf(manifests).flatMap(({ spec }) => [
    ...spec.containers.flatMap(({ env = [] }) =>
      env.flatMap(({ valueFrom }) => {
        const from = valueFrom?.secretKeyRef
        return from && !has('Secret', from.name, from.key) ? [`${from.name}.${from.key}`] : []
      }),
    ),
    ...((spec.volumes ?? []) as readonly { secret?: { secretName: string }; configMap?: { name: string } }[]).flatMap(
      ({ secret, configMap }) => [
        ...(secret && !has('Secret', secret.secretName) ? [secret.secretName] : []),
        ...(configMap && !has('ConfigMap', configMap.name) ? [configMap.name] : []),
      ],
    ),
  ])
}

describe.each(Object.keys(PROFILES) as ProfileName[])('npm run test:cluster with the profile %s', (profile) => {
  it.each(HELMS)('installs with %s what Kubernetes accepts, with Secrets that it has made', async (helm) => {
    const app = await render({ helm, files: files(profile), values: valuesOf(profile), release: APP })
    const servers = await render({ helm, chart: BACKING_CHART, values: backingValues(settings(profile)) as Values, release: BACKING })
    expect([...app, ...servers].flatMap(typeFaults)).toEqual([])
    expect(missingKeys([...app, ...servers])).toEqual([])
    expect(JSON.stringify([...app, ...servers])).not.toContain('"namespace"')
    expect(ofKind(servers, 'StatefulSet').map(({ metadata }) => metadata.name)).toEqual(
      profile === 'kafka' ? ['backing-kafka', 'backing-postgres'] : ['backing-postgres'],
    )
  })

  it('has two pods of each service, at the address that the load has, which may call it', async () => {
    const app = await render({ files: files(profile), values: valuesOf(profile), release: APP })
    const names = SERVICES.map((service) => `${APP}-${inKebabCase(service)}`).sort()
    expect(
      ofKind(app, 'Service')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(names)
    expect(ofKind(app, 'Deployment').map(({ spec }) => spec?.['replicas'])).toEqual(SERVICES.map(() => 2))
    const open = ofKind(app, 'NetworkPolicy').filter((policy) => JSON.stringify(policy.spec).includes(JSON.stringify(LOAD_LABELS)))
    expect(open.map(({ metadata }) => metadata.name).sort()).toEqual(names)
  })

  it('breaks the images of the services by an upgrade, and not that of the migration, which runs before', async () => {
    const app = await render({ files: files(profile), values: valuesOf(profile, REPLACING, BROKEN), release: APP })
    const broken = podsOf(app).map(({ of, spec }) => [of.kind, spec.containers[0]!.image.includes('@sha256:0000')])
    expect(broken.filter(([kind, isBroken]) => isBroken !== (kind === 'Deployment'))).toEqual([])
  })
})

describe('npm run test:cluster', () => {
  it('replaces each pod by an upgrade', async () => {
    const before = podsOf(await render({ files: files('minimal'), values: valuesOf('minimal') }))
    const after = podsOf(await render({ files: files('minimal'), values: valuesOf('minimal', REPLACING) }))
    for (const [index, { of }] of before.entries())
      if (of.kind === 'Deployment') expect(after[index]?.of.spec?.['template']).not.toEqual(of.spec?.['template'])
  })

  it('runs pods of its own that Kubernetes knows and the restricted standard admits, with the image of each service and of casectl', async () => {
    const images = imagesIn(await printed({ files: files('dev'), values: valuesOf('dev') }))
    expect(images.map(({ image }) => image.split('/').at(-1)).sort()).toEqual(
      [...SERVICES.map(inKebabCase), 'casectl'].map((name) => `${name}:0.1.0`).sort(),
    )
    expect(images.every(({ imagePullPolicy }) => imagePullPolicy === 'Never')).toBe(true)
    const own = [imagesPod(images), ...loadObjects(images[0]!, new Map([['cluster/load-process.js', 'text']]), '{}')] as readonly Manifest[]
    const requirements = REQUIREMENTS.filter(({ sentence }) => /token|read-only|requests processor|privilege|root|seccomp/.test(sentence))
    expect(requirements.length).toBeGreaterThanOrEqual(3)
    expect([...own, ...created].flatMap(typeFaults)).toEqual([])
    expect(requirements.flatMap(({ sentence, broken }) => broken(own).map((name) => `${name}: ${sentence}`))).toEqual([])
    expect(missingKeys(own)).toEqual([])
  })
})
