/** The fields of a type of Kubernetes: the type of each, and whether it must be there. */
export type FieldTypes = ReadonlyMap<string, { readonly type: string; readonly required: boolean }>

/** A field that must be there ends with an exclamation mark. */
const fields = (types: Readonly<Record<string, string>>): FieldTypes =>
  new Map(Object.entries(types).map(([name, type]) => [name.replace('!', ''), { type, required: name.endsWith('!') }]))

const object = (spec: string): FieldTypes =>
  fields({ 'apiVersion!': 'string', 'kind!': 'string', 'metadata!': 'V1ObjectMeta', 'spec!': spec })

const TEXTS = '{ [key: string]: string; }'

/** The kinds of operators that the charts use, with the fields that they use: Kubernetes' own tables do not have them. */
export const OPERATOR_TYPES: Readonly<Record<string, FieldTypes>> = {
  'keda.sh/v1alpha1/ScaledObject': object('KedaSpec'),
  KedaSpec: fields({
    'scaleTargetRef!': 'V2CrossVersionObjectReference',
    minReplicaCount: 'number',
    maxReplicaCount: 'number',
    cooldownPeriod: 'number',
    'triggers!': 'Array<KedaTrigger>',
  }),
  KedaTrigger: fields({ 'type!': 'string', 'metadata!': TEXTS, authenticationRef: 'V1LocalObjectReference' }),
  'monitoring.coreos.com/v1/ServiceMonitor': object('MonitorSpec'),
  MonitorSpec: fields({ 'selector!': 'V1LabelSelector', targetLabels: 'Array<string>', 'endpoints!': 'Array<MonitorEndpoint>' }),
  MonitorEndpoint: fields({ 'port!': 'string', path: 'string', interval: 'string' }),
  'monitoring.coreos.com/v1/PrometheusRule': object('RuleSpec'),
  RuleSpec: fields({ 'groups!': 'Array<RuleGroup>' }),
  RuleGroup: fields({ 'name!': 'string', interval: 'string', 'rules!': 'Array<Rule>' }),
  Rule: fields({
    alert: 'string',
    record: 'string',
    'expr!': 'IntOrString',
    for: 'string',
    keep_firing_for: 'string',
    labels: TEXTS,
    annotations: TEXTS,
  }),
  'gateway.networking.k8s.io/v1/HTTPRoute': object('RouteSpec'),
  RouteSpec: fields({ 'parentRefs!': 'Array<RouteParent>', hostnames: 'Array<string>', 'rules!': 'Array<RouteRule>' }),
  RouteParent: fields({ 'name!': 'string', namespace: 'string', sectionName: 'string' }),
  RouteRule: fields({ matches: 'Array<RouteMatch>', 'backendRefs!': 'Array<RouteBackend>' }),
  RouteMatch: fields({ 'path!': 'RoutePath' }),
  RoutePath: fields({ 'type!': 'string', 'value!': 'string' }),
  RouteBackend: fields({ 'name!': 'string', 'port!': 'number' }),
  'kafka.strimzi.io/v1/Kafka': object('KafkaSpec'),
  KafkaSpec: fields({ 'kafka!': 'KafkaCluster', 'entityOperator!': 'KafkaEntityOperator' }),
  KafkaCluster: fields({
    version: 'string',
    'listeners!': 'Array<KafkaListener>',
    authorization: 'KafkaAuthentication',
    config: '{ [key: string]: any; }',
  }),
  KafkaListener: fields({
    'name!': 'string',
    'port!': 'number',
    'type!': 'string',
    'tls!': 'boolean',
    authentication: 'KafkaAuthentication',
  }),
  KafkaAuthentication: fields({ 'type!': 'string' }),
  KafkaEntityOperator: fields({ topicOperator: 'Empty', userOperator: 'Empty' }),
  Empty: fields({}),
  'kafka.strimzi.io/v1/KafkaNodePool': object('KafkaPool'),
  KafkaPool: fields({
    'replicas!': 'number',
    'roles!': 'Array<string>',
    'storage!': 'KafkaStorage',
    'resources!': 'V1ResourceRequirements',
  }),
  KafkaStorage: fields({ 'type!': 'string', 'volumes!': 'Array<KafkaVolume>' }),
  KafkaVolume: fields({
    'id!': 'number',
    'type!': 'string',
    'size!': 'string',
    class: 'string',
    'deleteClaim!': 'boolean',
    kraftMetadata: 'string',
  }),
  'postgresql.cnpg.io/v1/Cluster': object('PostgresSpec'),
  PostgresSpec: fields({
    'instances!': 'number',
    imageName: 'string',
    'storage!': 'PostgresStorage',
    'resources!': 'V1ResourceRequirements',
    enableSuperuserAccess: 'boolean',
    superuserSecret: 'V1LocalObjectReference',
    'postgresql!': 'PostgresSettings',
  }),
  PostgresStorage: fields({ 'size!': 'string', storageClass: 'string' }),
  PostgresSettings: fields({ parameters: TEXTS }),
}
