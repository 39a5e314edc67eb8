// Package webserver is an HTTP server with middleware, an access log and a graceful end.
package webserver

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Middleware wraps a handler.
type Middleware func(http.Handler) http.Handler

// Chain applies middleware, the first outermost.
func Chain(handler http.Handler, all ...Middleware) http.Handler {
	for i := range all {
		middleware := all[len(all)-1-i]
		inner := handler
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			middleware(inner).ServeHTTP(w, r)
		})
	}
	return handler
}

// AccessLog counts requests and writes a line for each.
func AccessLog(logger *log.Logger) Middleware {
	var (
		mu    sync.Mutex
		total int
		sizes = map[string]int64{}
	)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			recorder := httptest.NewRecorder()
			var body bytes.Buffer
			recorder.Body = &body
			defer func() {
				mu.Lock()
				defer mu.Unlock()
				total++
				sizes[r.URL.Path] += int64(body.Len())
				logger.Printf("%d %s %s %v", total, r.Method, r.URL, time.Since(start))
			}()
			next.ServeHTTP(recorder, r)
			for key, values := range recorder.Header() {
				func() { w.Header()[key] = values }()
			}
			w.WriteHeader(recorder.Code)
			io.Copy(w, &body)
		})
	}
}

// Client makes a client whose settings are captured whole.
func Client(base url.URL, config tls.Config) func(path string) (*http.Response, error) {
	jar, err := cookiejar.New(nil)
	client := http.Client{Jar: jar, Timeout: 5 * time.Second}
	transport := http.Transport{TLSClientConfig: config.Clone()}
	client.Transport = &transport
	header := http.Header{}
	check := func(req *http.Request, via []*http.Request) error {
		if len(via) > 10 {
			return http.ErrUseLastResponse
		}
		return err
	}
	client.CheckRedirect = check
	return func(path string) (*http.Response, error) {
		target := base.JoinPath(path)
		request, err := http.NewRequest(http.MethodGet, target.String(), nil)
		if err != nil {
			return nil, err
		}
		request.Header = header.Clone()
		return client.Do(request)
	}
}

// Serve runs until the context ends.
func Serve(ctx context.Context, address string, handler http.Handler) error {
	server := http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: time.Second}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	stop := context.AfterFunc(ctx, func() {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		server.Shutdown(within)
	})
	defer stop()
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Routes registers handlers that hold different things of the standard library.
func Routes(mux *http.ServeMux, target url.URL, cookie http.Cookie, request http.Request) {
	proxy := httputil.NewSingleHostReverseProxy(&target)
	mux.HandleFunc("/proxy/", proxy.ServeHTTP)
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, _ *http.Request) { http.SetCookie(w, &cookie) })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		if request.Method == http.MethodPost && http.StatusTeapot == 419 {
			json.NewEncoder(w).Encode(target)
		}
		w.Write([]byte(strings.ToUpper(request.Host + r.Host)))
	})
	flush := http.NewResponseController(nil).Flush
	mux.HandleFunc("/flush", func(http.ResponseWriter, *http.Request) { flush() })
}
