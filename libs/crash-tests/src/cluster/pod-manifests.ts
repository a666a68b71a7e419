import { IDENTITY, IDENTITY_PORT, LOAD_LABELS, SECRETS, TRUST } from './release-values.ts'

export const LOAD_POD = 'load'
export const IMAGES_LABELS = { 'app.kubernetes.io/name': 'case-timeline-images' }
/** Where the programs of the load are in its pod: where the package is in a checkout, so that its imports resolve. */
export const PROGRAMS = '/app/libs/crash-tests'
const PROGRAMS_MAP = 'load-programs'
const KEYS_MAP = 'identity-keys'
const [TLS, KEYS] = ['/run/tls', '/run/identity']
const USER = 10_001

const POD_SECURITY = { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } }
const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }
const SMALL = { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } }
const OF_THE_LOAD = { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } }

const TMP = { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }
const TMP_MOUNT = { name: 'tmp', mountPath: '/tmp' }

/** An image, and when the kubelet pulls it. */
export interface Pulled {
  readonly image: string
  readonly imagePullPolicy: string
}

/** A pod that runs each image once, and so pulls it. */
export const imagesPod = (images: readonly Pulled[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'images', labels: IMAGES_LABELS },
  spec: {
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    securityContext: POD_SECURITY,
    containers: images.map((pulled, index) => ({
      name: `image-${index}`,
      ...pulled,
      command: ['node', '--version'],
      securityContext: CONTAINER_SECURITY,
      resources: SMALL,
      volumeMounts: [TMP_MOUNT],
    })),
    volumes: [TMP],
  },
})

/** The compiled modules as a ConfigMap; a key of one cannot have a slash. */
const programsMap = (modules: ReadonlyMap<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: PROGRAMS_MAP },
  data: { package: '{"type":"module"}', ...Object.fromEntries([...modules.values()].map((text, index) => [`module-${index}`, text])) },
})

const filesOf = (modules: ReadonlyMap<string, string>) => [
  { key: 'package', path: 'package.json' },
  ...[...modules.keys()].map((path, index) => ({ key: `module-${index}`, path: `dist/${path}` })),
]

/** The pod of the load, which also serves the keys of its tokens, with all that it needs. */
export const loadObjects = (casectl: Pulled, modules: ReadonlyMap<string, string>, keys: string): readonly object[] => [
  programsMap(modules),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: KEYS_MAP }, data: { keys } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: IDENTITY },
    spec: { selector: LOAD_LABELS, ports: [{ port: IDENTITY_PORT, targetPort: IDENTITY_PORT }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: LOAD_POD, labels: LOAD_LABELS },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      securityContext: POD_SECURITY,
      containers: [
        {
          name: LOAD_POD,
          ...casectl,
          command: ['node', `${PROGRAMS}/dist/cluster/identity-server.js`, TLS, `${KEYS}/keys`, String(IDENTITY_PORT)],
          env: [
            { name: 'HOME', value: '/tmp' },
            { name: 'ADMIN_URL', valueFrom: { secretKeyRef: { name: SECRETS.admin, key: 'ADMIN_URL' } } },
          ],
          readinessProbe: { tcpSocket: { port: IDENTITY_PORT }, periodSeconds: 2 },
          securityContext: CONTAINER_SECURITY,
          resources: OF_THE_LOAD,
          volumeMounts: [
            { name: 'programs', mountPath: PROGRAMS, readOnly: true },
            { name: 'keys', mountPath: KEYS, readOnly: true },
            { name: 'tls', mountPath: TLS, readOnly: true },
            { name: 'trust', mountPath: '/etc/case-timeline/trust', readOnly: true },
            TMP_MOUNT,
          ],
        },
      ],
      volumes: [
        { name: 'programs', configMap: { name: PROGRAMS_MAP, items: filesOf(modules) } },
        { name: 'keys', configMap: { name: KEYS_MAP } },
        { name: 'tls', secret: { secretName: SECRETS.tls, defaultMode: 0o440 } },
        { name: 'trust', configMap: { name: TRUST.name } },
        TMP,
      ],
    },
  },
]
