{{- define "backing.selector" -}}
app.kubernetes.io/name: case-timeline-backing
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "backing.labels" -}}
{{ include "backing.selector" . }}
app.kubernetes.io/part-of: case-timeline
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* Uninstalling the chart leaves what has data. */}}
{{- define "backing.keep" -}}
annotations: { helm.sh/resource-policy: keep }
{{- end }}

{{- define "backing.refusals" -}}
{{- if and .Values.postgres.enabled (not .Values.postgres.existingSecret) -}}
{{- fail "postgres.existingSecret is empty: name the Secret that has username and password of the superuser" -}}
{{- end -}}
{{- if and (eq .Values.mode "operators") (eq (mod .Values.kafka.replicas 2) 0) -}}
{{- fail (printf "kafka.replicas is %d: controllers decide by majority, so set an odd number" (int .Values.kafka.replicas)) -}}
{{- end -}}
{{- end }}

{{/* The StatefulSet of one pod of a developer's cluster, with its ServiceAccount, Service and NetworkPolicy: dict root,
component, image, port, user, data (folder of the volume), env and command (as text), and optionally tls (secret, path). */}}
{{- define "backing.single" -}}
{{- $values := get .root.Values .component -}}
{{- $name := printf "%s-%s" .root.Release.Name .component | quote -}}
{{- $tls := dig "secret" "" (default (dict) .tls) -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  labels:
    {{- include "backing.labels" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  labels:
    {{- include "backing.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "backing.selector" . | nindent 4 }}
  ports:
    - { name: server, port: {{ .port }}, targetPort: server }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "backing.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "backing.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports: [{ protocol: TCP, port: {{ .port }} }]
      from:
        - podSelector: {}
        {{- with .root.Values.clientNamespaces }}
        - namespaceSelector:
            matchLabels:
              {{- toYaml . | nindent 14 }}
        {{- end }}
  egress:
    - ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $name }}
  labels:
    {{- include "backing.labels" . | nindent 4 }}
  {{- include "backing.keep" . | nindent 2 }}
spec:
  serviceName: {{ $name }}
  replicas: 1
  selector:
    matchLabels:
      {{- include "backing.selector" . | nindent 6 }}
  persistentVolumeClaimRetentionPolicy: { whenDeleted: Retain, whenScaled: Retain }
  template:
    metadata:
      labels:
        {{- include "backing.labels" . | nindent 8 }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: { runAsNonRoot: true, runAsUser: {{ .user }}, runAsGroup: {{ .user }}, fsGroup: {{ .user }}, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: {{ .component }}
          image: {{ .image | quote }}
          {{- with .command }}
          command:
            {{- . | trim | nindent 12 }}
          {{- end }}
          ports:
            - { name: server, containerPort: {{ .port }} }
          env:
            {{- .env | trim | nindent 12 }}
          readinessProbe:
            tcpSocket: { port: server }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - { name: data, mountPath: {{ .data }} }
            - { name: tmp, mountPath: /tmp }
            {{- range $path, $_ := .writable }}
            - { name: tmp, mountPath: {{ $path }}, subPath: {{ base $path }} }
            {{- end }}
            {{- if $tls }}
            - { name: tls, mountPath: {{ .tls.path }}, readOnly: true }
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: { sizeLimit: 256Mi }
        {{- if $tls }}
        # Root's, and readable for the group of the pod: PostgreSQL accepts no key that others can read.
        - name: tls
          secret: { secretName: {{ $tls | quote }}, defaultMode: 288 }
        {{- end }}
  volumeClaimTemplates:
    - metadata:
        name: data
        {{- include "backing.keep" . | nindent 8 }}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $values.storageClass }}
        storageClassName: {{ . | quote }}
        {{- end }}
        resources: { requests: { storage: {{ $values.size | quote }} } }
{{- end }}
