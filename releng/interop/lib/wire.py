# SPDX-License-Identifier: EPL-2.0
# user-space replacement for netem: bridges two interfaces in this netns with delay, jitter, loss, dup, reorder
import socket,select,heapq,random,time,sys
def main(a,b,delay,jit,loss,dup,seed,secs):
    random.seed(seed)
    P=0x0003
    s=[]
    for i in (a,b):
        k=socket.socket(socket.AF_PACKET,socket.SOCK_RAW,socket.htons(P)); k.bind((i,0)); k.setblocking(False)
        k.setsockopt(socket.SOL_SOCKET,socket.SO_RCVBUF,8<<20); s.append(k)
    q=[];n=0;c=[0,0,0];end=time.monotonic()+secs
    while time.monotonic()<end:
        now=time.monotonic()
        while q and q[0][0]<=now:
            _,_,o,f=heapq.heappop(q)
            try: s[o].send(f); c[1]+=1
            except OSError: c[2]+=1
        t=min(0.5,max(0,q[0][0]-now)) if q else 0.5
        r,_,_=select.select(s,[],[],t)
        for k in r:
            for _ in range(64):
                try: f,ad=k.recvfrom(65536)
                except BlockingIOError: break
                if ad[2]==4: continue   # PACKET_OUTGOING
                c[0]+=1
                if random.random()<loss: continue
                for _ in range(2 if random.random()<dup else 1):
                    n+=1; heapq.heappush(q,(time.monotonic()+delay+random.random()*jit,n,1-s.index(k),f))
    print('rx,tx,err',c,file=sys.stderr)
a=sys.argv; main(a[1],a[2],float(a[3]),float(a[4]),float(a[5]),float(a[6]),int(a[7]),float(a[8]))
