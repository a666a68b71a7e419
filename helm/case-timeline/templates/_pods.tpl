{{/* The security of a pod under the restricted standard. */}}
{{- define "case-timeline.podSecurity" -}}
runAsNonRoot: true
{{- if .Values.security.setUser }}
runAsUser: {{ int64 .Values.security.userId }}
runAsGroup: {{ int64 .Values.security.userId }}
fsGroup: {{ int64 .Values.security.userId }}
{{- end }}
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "case-timeline.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* An HTTP probe: dict path, probe. */}}
{{- define "case-timeline.probe" -}}
httpGet: { path: {{ .path }}, port: http }
{{ toYaml .probe }}
{{- end }}

{{/* Where a pod may run, and its priority: `defaults`, or a service. */}}
{{- define "case-timeline.placement" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The labels of a pod, of which its own have precedence: dict root, component, more. */}}
{{- define "case-timeline.podLabels" -}}
{{ toYaml (mergeOverwrite (deepCopy .more) (include "case-timeline.labels" . | fromYaml)) }}
{{- end }}

{{/* What a pod of casectl has, which runs where the `defaults` of services say: dict root, component, args, env (as
text), and optionally command, claim, and secret, whose key `held-key` becomes a file. */}}
{{- define "case-timeline.casectlPod" -}}
metadata:
  labels:
    {{- include "case-timeline.podLabels" (dict "root" .root "component" .component "more" .root.Values.defaults.podLabels) | nindent 4 }}
spec:
  serviceAccountName: default
  automountServiceAccountToken: false
  enableServiceLinks: false
  restartPolicy: Never
  {{- include "case-timeline.pullSecrets" .root | nindent 2 }}
  {{- include "case-timeline.placement" .root.Values.defaults | nindent 2 }}
  securityContext:
    {{- include "case-timeline.podSecurity" .root | nindent 4 }}
  containers:
    - name: casectl
      image: {{ include "case-timeline.image" (dict "root" .root "component" "casectl") | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      {{- with .command }}
      command: {{ toJson . }}
      {{- end }}
      args: {{ toJson .args }}
      env:
        {{- .env | trim | nindent 8 }}
        {{- if .root.Values.trust.existingConfigMap }}
        - name: NODE_EXTRA_CA_CERTS
          value: /etc/case-timeline/trust/{{ .root.Values.trust.key }}
        {{- end }}
        - name: HOME
          value: /tmp
      securityContext:
        {{- include "case-timeline.containerSecurity" .root | nindent 8 }}
      resources:
        {{- toYaml .root.Values.casectl.resources | nindent 8 }}
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        {{- if .root.Values.trust.existingConfigMap }}
        - { name: trust, mountPath: /etc/case-timeline/trust, readOnly: true }
        {{- end }}
        {{- if .claim }}
        - { name: exports, mountPath: /exports }
        {{- end }}
        {{- if .secret }}
        - { name: secret, mountPath: /etc/case-timeline/secret, readOnly: true }
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: {{ .root.Values.defaults.tmpSize | quote }} }
    {{- with .claim }}
    - name: exports
      persistentVolumeClaim: { claimName: {{ . | quote }} }
    {{- end }}
    {{- with .secret }}
    - name: secret
      secret: { secretName: {{ . | quote }}, items: [{ key: held-key, path: held-key }] }
    {{- end }}
    {{- with .root.Values.trust.existingConfigMap }}
    - name: trust
      configMap: { name: {{ . | quote }} }
    {{- end }}
{{- end }}
